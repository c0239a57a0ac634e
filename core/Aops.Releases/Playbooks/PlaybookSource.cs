using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Playbooks;

/// <summary>Brings the archive of a signed playbook to this host, once for each hash.</summary>
/// <param name="layout">The host.</param>
/// <param name="clock">The clock that expiry and times are judged by.</param>
public sealed class PlaybookSource(AopsLayout layout, TimeProvider clock)
{
    // 32 MiB at 64 KiB/s, and the time of any look at metadata.
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(Limits.MetadataSecondsMax + 512);

    private readonly PlaybookCache _cache = new(layout, clock);

    /// <summary>The archive as it is on this host already.</summary>
    /// <returns>Its path; null if it is to be fetched.</returns>
    /// <exception cref="IOException">The cache cannot be read.</exception>
    public string? TryFind(PlaybookArchive archive) => _cache.TryFind(archive);

    /// <summary>Looks up where a repository has the archive. One call at a time, as for every look at metadata.</summary>
    /// <returns>Its path below the repository, or why there is none.</returns>
    public async Task<TargetLook<string>> LocateAsync(
        IReleaseSource source, Runbook runbook, CancellationToken cancellationToken)
    {
        var (name, archive) = (Playbook.ArchiveTargetOf(runbook.Name, runbook.Version), runbook.Playbook!.Archive);
        using var deadline = new Deadline(TimeSpan.FromSeconds(Limits.MetadataSecondsMax), clock, cancellationToken);
        try
        {
            var tuf = new TufClient(source, layout.Tuf, layout.TrustRoot, clock);
            var refreshed = await tuf.RefreshAsync(deadline.Token);
            if (refreshed is not TufRefresh.Ok) return new TargetLook<string>.Failed(refreshed.Sentence);
            if (!tuf.Targets.TryGetValue(name, out var file)) return new TargetLook<string>.Absent();
            return file.LengthBytes == archive.LengthBytes && file.Hashes.GetValueOrDefault("sha256") == archive.Sha256
                ? new TargetLook<string>.Found(file.PathOf(name, tuf.ConsistentSnapshot))
                : new TargetLook<string>.Refused($"{name} is signed with other content than the runbook names");
        }
        catch (Exception e) when (e is ReleaseSourceException or IOException)
        {
            return new TargetLook<string>.Failed($"{name} cannot be looked for: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TargetLook<string>.Failed($"{name}: metadata did not come within {Limits.MetadataSecondsMax} s");
        }
    }

    /// <summary>Fetches the archive.</summary>
    /// <param name="path">What <see cref="LocateAsync"/> found.</param>
    /// <returns>Where it is on this host, or why it cannot be had now.</returns>
    public async Task<TargetLook<string>> FetchAsync(
        IReleaseSource source, string path, PlaybookArchive archive, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeMax, clock, cancellationToken);
        try
        {
            await using var content = await source.GetAsync(path, 0, deadline.Token)
                ?? throw new ReleaseSourceException($"the repository has no {path}");
            return await _cache.TakeAsync(archive, content.Stream, deadline.Token) is { } taken
                ? new TargetLook<string>.Found(taken)
                : new TargetLook<string>.Failed($"{path} is not what was signed");
        }
        catch (Exception e) when (e is ReleaseSourceException || FileFaults.IsFileFault(e))
        {
            return new TargetLook<string>.Failed($"{path} cannot be fetched: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TargetLook<string>.Failed($"{path} did not come within {TimeMax.TotalSeconds:0} s");
        }
    }
}
