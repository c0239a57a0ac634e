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
        FetchAsync(
            (client, _) => Task.FromResult<ReleaseSearch>(client.FindAgent(version) is { } target
                ? new ReleaseSearch.Found(target)
                : new ReleaseSearch.Missing($"the repository has no version {version} of the suite")),
            bundlePath, layout.Slot(version), percent, cancellation);

    /// <summary>Fetches a version of a sub-agent into a slot.</summary>
    /// <exception cref="FetchException">It could not be had; the slot is not there.</exception>
    public Task FetchSubAgentAsync(
        string name, string version, string slot, Action<int> percent, CancellationToken cancellation) =>
        FetchAsync((client, token) => client.FindSubAgentAsync(name, version, token), null,
            slot, percent, cancellation);

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

    private async Task FetchAsync(
        Func<ReleaseClient, CancellationToken, Task<ReleaseSearch>> find, string? bundlePath, string slot,
        Action<int> percent, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var client = Client(sources.Open(bundlePath));
            var refreshed = await client.RefreshAsync(cancellation);
            if (refreshed is not TufRefresh.Ok) throw new FetchException(refreshed.Sentence);
            var target = await find(client, cancellation) switch
            {
                ReleaseSearch.Found found => found.Target,
                ReleaseSearch.Missing missing => throw new FetchException($"{missing.Sentence}; nothing was changed"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            Durable.CreateDirectory(Path.GetDirectoryName(slot)!);
            var progress = new PercentProgress(percent);
            switch (await client.StageAsync(target, Path.GetDirectoryName(slot)!, progress, cancellation))
            {
                case StageOutcome.Staged staged:
                    if (Directory.Exists(slot)) Directory.Delete(slot, recursive: true);
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
