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
            var targets = Follow(Path.Combine(folder.Metadata, Numbered(snapshot, "snapshot")), "targets");
            var json = File.ReadAllBytes(Path.Combine(folder.Metadata, Numbered(targets, "targets")));
            return new ReleaseList { MetadataVersion = targets, Releases = MetadataContent.ReadReleases(json) };
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            LogUnreadable(folder.Metadata, exception.Message);
            return Nothing;
        }
    }

    private static long Follow(string file, string role) =>
        MetadataContent.ReadReference(File.ReadAllBytes(file), $"{role}.json")
            ?? throw new JsonException($"{file} does not name {role}.json");

    private static string Numbered(long version, string role) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}.{role}.json");

    [LoggerMessage(LogLevel.Error,
        "the metadata in {Folder} cannot be read, so no releases are listed until the next publish: {Fault}")]
    private partial void LogUnreadable(string folder, string fault);
}
