using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Repository;

/// <summary>
/// The releases that the published metadata lists: timestamp -> snapshot -> targets. Read anew when timestamp.json,
/// which a publisher writes last, has changed.
/// </summary>
internal sealed partial class ReleaseCatalog(RepositoryFolder folder, ILogger<ReleaseCatalog> log)
{
    private static readonly ReleaseList Nothing = new() { MetadataVersion = 0, Releases = [] };

    private readonly Lock _gate = new();
    private (DateTime Modified, ReleaseList List) _known = (default, Nothing);

    /// <summary>The releases; none while nothing is published or the metadata cannot be read.</summary>
    public IReadOnlyList<Release> Read() => ReadList().Releases;

    /// <summary>The releases, and the version of the metadata that lists them.</summary>
    public ReleaseList ReadList()
    {
        lock (_gate)
        {
            var timestamp = Path.Combine(folder.Metadata, "timestamp.json");
            var modified = File.GetLastWriteTimeUtc(timestamp);
            if (modified == _known.Modified) return _known.List;
            _known = (modified, Load(timestamp));
            return _known.List;
        }
    }

    /// <summary>The newest release that is a bootstrap program of this file name, or null.</summary>
    public Release? FindBootstrap(string fileName) => Read().FirstOrDefault(
        release => release.Target == $"bootstrap/{fileName}");

    private ReleaseList Load(string timestamp)
    {
        try
        {
            if (!File.Exists(timestamp)) return Nothing;
            var snapshot = Follow(timestamp, "snapshot");
            var snapshotFile = Path.Combine(folder.Metadata, Numbered(snapshot, "snapshot"));
            var targets = Follow(snapshotFile, "targets");
            var json = File.ReadAllBytes(Path.Combine(folder.Metadata, Numbered(targets, "targets")));
            var releases = MetadataContent.ReadReleases(json).ToList();
            foreach (var publisher in MetadataContent.ReadPublishers(json)) AddOf(publisher, snapshotFile, releases);
            return new ReleaseList { MetadataVersion = targets, Releases = releases };
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            LogUnreadable(folder.Metadata, exception.Message);
            return Nothing;
        }
    }

    // As hosts search: a publisher has its say on the names delegated to it that nobody more trusted lists, and never
    // on the suite itself. One whose file cannot be read hides no other.
    private void AddOf(MetadataContent.Publisher publisher, string snapshotFile, List<Release> releases)
    {
        try
        {
            var snapshot = File.ReadAllBytes(snapshotFile);
            if (MetadataContent.ReadReference(snapshot, $"{publisher.Name}.json") is not { } version) return;
            var json = File.ReadAllBytes(Path.Combine(folder.Metadata, Numbered(version, publisher.Name)));
            var known = releases.Select(release => release.Target).ToHashSet(StringComparer.Ordinal);
            releases.AddRange(MetadataContent.ReadReleases(json)
                .Where(release => release.Kind == "subagent" && publisher.Names.Allows(release.Target)
                    && !known.Contains(release.Target))
                .Select(release => release with { Publisher = publisher.Name }));
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            LogPublisherUnreadable(publisher.Name, exception.Message);
        }
    }

    private static long Follow(string file, string role) =>
        MetadataContent.ReadReference(File.ReadAllBytes(file), $"{role}.json")
            ?? throw new JsonException($"{file} does not name {role}.json");

    private static string Numbered(long version, string role) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}.{role}.json");

    [LoggerMessage(LogLevel.Error,
        "the metadata of publisher {Publisher} cannot be read, so its releases are not listed: {Fault}")]
    private partial void LogPublisherUnreadable(string publisher, string fault);

    [LoggerMessage(LogLevel.Error,
        "the metadata in {Folder} cannot be read, so no releases are listed until the next publish: {Fault}")]
    private partial void LogUnreadable(string folder, string fault);
}
