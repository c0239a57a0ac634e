using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Aops.Spm.Health;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Releases;

/// <summary>
/// Brings a package from the repository to a slot, one at a time: refresh the metadata, find the target, stage it in
/// a hidden directory, and give it its name only when it is whole.
/// </summary>
internal sealed class PackageFetcher(
    AopsLayout layout, ReleaseSources sources, MemoryGuard memory, TimeProvider time, ILoggerFactory loggers)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Fetches a version of the suite into its slot.</summary>
    /// <exception cref="FetchException">It could not be had; the slot is not there.</exception>
    public Task FetchAgentAsync(
        string version, string? bundlePath, Action<int> percent, CancellationToken cancellation) =>
        FetchAsync(Agent(version), bundlePath, layout.Slot(version), percent, cancellation);

    /// <summary>Fetches a version of a sub-agent into a slot.</summary>
    /// <exception cref="FetchException">It could not be had; the slot is not there.</exception>
    public Task FetchSubAgentAsync(
        string name, string version, string slot, Action<int> percent, CancellationToken cancellation) =>
        FetchAsync(SubAgent(name, version), null, slot, percent, cancellation);

    /// <summary>The signed permission to go back to a version of the suite; null if there is none.</summary>
    /// <exception cref="FetchException">The metadata could not be had, or names no such version.</exception>
    public Task<string?> FindPermissionAsync(string version, string? bundlePath, CancellationToken cancellation) =>
        FindPermissionAsync(Agent(version), bundlePath, cancellation);

    /// <summary>The signed permission to go back to a version of a sub-agent; null if there is none.</summary>
    /// <exception cref="FetchException">The metadata could not be had, or names no such version.</exception>
    public Task<string?> FindSubAgentPermissionAsync(string name, string version, CancellationToken cancellation) =>
        FindPermissionAsync(SubAgent(name, version), null, cancellation);

    /// <summary>Puts back what is missing or damaged in a slot of the suite, from the kept package.</summary>
    public async Task<HealOutcome> HealAgentAsync(string version, string slot, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            // No file of the source is read: what is kept is enough, or nothing is.
            return await Client(new DirectoryReleaseSource(layout.Packages)).HealAsync(
                PackageKind.Agent, PackageKinds.AgentName, version, slot, cancellation);
        }
        finally
        {
            Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private void Release()
    {
        _one.Release();
        memory.GiveBackSoon();
    }

    private ReleaseClient Client(IReleaseSource source) =>
        new(source, layout, time, loggers.CreateLogger<ReleaseClient>());

    private static Find Agent(string version) => (client, _) => Task.FromResult<ReleaseSearch>(
        client.FindAgent(version) is { } target
            ? new ReleaseSearch.Found(target)
            : new ReleaseSearch.Missing($"the repository has no version {version} of the suite"));

    private static Find SubAgent(string name, string version) =>
        (client, token) => client.FindSubAgentAsync(name, version, token);

    private static async Task<ReleaseTarget> FindAsync(ReleaseClient client, Find find, CancellationToken cancellation)
    {
        var refreshed = await client.RefreshAsync(cancellation);
        if (refreshed is not TufRefresh.Ok) throw new FetchException(refreshed.Sentence);
        return await find(client, cancellation) switch
        {
            ReleaseSearch.Found found => found.Target,
            ReleaseSearch.Missing missing => throw new FetchException($"{missing.Sentence}; nothing was changed"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<string?> FindPermissionAsync(Find find, string? bundlePath, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return (await FindAsync(Client(sources.Open(bundlePath)), find, cancellation)).MayGoBackFrom;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task FetchAsync(
        Find find, string? bundlePath, string slot, Action<int> percent, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var client = Client(sources.Open(bundlePath));
            var target = await FindAsync(client, find, cancellation);
            Durable.CreateDirectory(Path.GetDirectoryName(slot)!);
            var progress = new PercentProgress(percent);
            switch (await client.StageAsync(target, Path.GetDirectoryName(slot)!, progress, cancellation))
            {
                case StageOutcome.Staged staged:
                    FileTree.Delete(slot);
                    Durable.Rename(staged.Directory, slot);
                    break;
                case StageOutcome.Failed failed:
                    throw new FetchException(failed.Sentence) { IsTheVersions = failed.Kind == StageFailure.Hostile };
            }
        }
        finally
        {
            Release();
        }
    }

    private delegate Task<ReleaseSearch> Find(ReleaseClient client, CancellationToken cancellation);

    /// <summary>Tells of whole percents only, and of each once.</summary>
    private sealed class PercentProgress(Action<int> percent) : IProgress<PackageProgress>
    {
        private int _last = -1;

        public void Report(PackageProgress value)
        {
            var now = value.Percent;
            if (now == _last) return;
            _last = now;
            percent(now);
        }
    }
}
