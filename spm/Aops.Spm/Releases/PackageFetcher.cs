using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases;
using Aops.Releases.Fleet;
using Aops.Releases.Packages;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Aops.Spm.Health;
using Aops.Spm.Playbooks;
using Aops.Spm.Runs;
using Aops.Upgrade.Downgrades;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Releases;

/// <summary>
/// Brings a package from the repository to a slot: refreshes the metadata, finds the target, unpacks it in
/// a hidden directory, and renames it once it is whole. One sub-agent package and one suite package
/// (upgrade or repair) at a time, so that no sub-agent holds up the suite.
/// </summary>
internal sealed class PackageFetcher(
    AopsLayout layout, ReleaseSources sources, MemoryGuard memory, TimeProvider clock, ILoggerFactory loggers)
    : IPackageFetcher, IRunTargets, IPlaybookArchives, IDisposable
{
    // The metadata store on this host is shared, and each look at the repository writes it.
    private readonly SemaphoreSlim _metadata = new(1, 1);
    private readonly SemaphoreSlim _suite = new(1, 1);
    private readonly SemaphoreSlim _subAgents = new(1, 1);

    /// <summary>Fetches a version of the suite into its slot.</summary>
    /// <exception cref="FetchException">It could not be fetched; there is no slot.</exception>
    public Task FetchAgentAsync(
        string version, string? bundlePath, Action<int> percent, CancellationToken cancellationToken) =>
        FetchAsync(_suite, Agent(version), bundlePath, layout.Slot(version), percent, cancellationToken);

    /// <summary>Fetches a version of a sub-agent into a slot.</summary>
    /// <exception cref="FetchException">It could not be fetched; there is no slot.</exception>
    public Task FetchSubAgentAsync(
        string name, string version, string slot, Action<int> percent, CancellationToken cancellationToken) =>
        FetchAsync(_subAgents, SubAgent(name, version), null, slot, percent, cancellationToken);

    /// <summary>The signed metadata of a version of the suite, and of those with which it is compared.</summary>
    /// <exception cref="FetchException">The metadata could not be fetched, or has no such version.</exception>
    public Task<ReleaseFacts> FindReleaseAsync(
        string version, string? floor, string? current, string? bundlePath, CancellationToken cancellationToken) =>
        FindReleaseAsync(Agent, version, floor, current, bundlePath, cancellationToken);

    /// <summary>The signed metadata of a version of a sub-agent, and of its floor.</summary>
    /// <exception cref="FetchException">The metadata could not be fetched, or has no such version.</exception>
    public Task<ReleaseFacts> FindSubAgentReleaseAsync(
        string name, string version, string? floor, CancellationToken cancellationToken) =>
        FindReleaseAsync(v => SubAgent(name, v), version, floor, null, null, cancellationToken);

    /// <summary>Whether the signed metadata has a version of the suite now.</summary>
    /// <exception cref="FetchException">The metadata could not be fetched.</exception>
    public Task<bool> IsAgentListedAsync(string version, CancellationToken cancellationToken) =>
        IsListedAsync(Agent(version), cancellationToken);

    /// <summary>Whether the signed metadata has a version of a sub-agent now.</summary>
    /// <exception cref="FetchException">The metadata could not be fetched.</exception>
    public Task<bool> IsSubAgentListedAsync(string name, string version, CancellationToken cancellationToken) =>
        IsListedAsync(SubAgent(name, version), cancellationToken);

    /// <summary>Looks for the signed target that names the authorities and addresses of the server.</summary>
    /// <exception cref="FetchException">No server is set.</exception>
    public Task<FleetAuthorityLook> LookForAuthorityAsync(CancellationToken cancellationToken) => LookAsync(
        source => new FleetAuthoritySource(source, layout, clock).LookAsync(cancellationToken), cancellationToken);

    public Task<TargetLook<Runbook>> FindRunbookAsync(
        RunbookReference reference, CancellationToken cancellationToken) => LookForAsync(
        source => new RunTargetSource(source, layout, clock).FindRunbookAsync(reference, cancellationToken),
        cancellationToken);

    public Task<TargetLook<Commanders>> FindCommandersAsync(CancellationToken cancellationToken) => LookForAsync(
        source => new RunTargetSource(source, layout, clock).FindCommandersAsync(cancellationToken), cancellationToken);

    public async Task<TargetLook<string>> FetchPlaybookAsync(Runbook runbook, CancellationToken cancellationToken)
    {
        var (playbooks, archive) = (new PlaybookSource(layout, clock), runbook.Playbook!.Archive);
        try
        {
            if (playbooks.TryFind(archive) is { } here) return new TargetLook<string>.Found(here);
            var located = await LookForAsync(
                source => playbooks.LocateAsync(source, runbook, cancellationToken), cancellationToken);
            // Metadata of other packages is looked at while the archive comes.
            return located is TargetLook<string>.Found found
                ? await playbooks.FetchAsync(sources.Open(null), found.Content, archive, cancellationToken)
                : located;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is FetchException)
        {
            return new TargetLook<string>.Failed($"the archive of {runbook.Name} {runbook.Version} cannot be had: {e.Message}");
        }
    }

    private async Task<TargetLook<T>> LookForAsync<T>(
        Func<IReleaseSource, Task<TargetLook<T>>> look, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await LookAsync(look, cancellationToken);
        }
        catch (FetchException e)
        {
            return new TargetLook<T>.Failed(e.Message);
        }
    }

    private async Task<T> LookAsync<T>(Func<IReleaseSource, Task<T>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await AloneAsync(() => look(sources.Open(null)), cancellationToken);
        }
        finally
        {
            memory.GiveBackSoon();
        }
    }

    // A second client beside this one could read a metadata store that is not written whole.
    private async Task<T> AloneAsync<T>(Func<Task<T>> look, CancellationToken cancellationToken)
    {
        await _metadata.WaitAsync(cancellationToken);
        try
        {
            return await look();
        }
        finally
        {
            _metadata.Release();
        }
    }

    /// <summary>
    /// Restores missing or damaged files of a suite slot from the cached package. If none is cached (the
    /// slot came from a package of the distribution, which has another version by now), fetches it first.
    /// </summary>
    public async Task<HealOutcome> HealAgentAsync(string version, string slot, CancellationToken cancellationToken)
    {
        await _suite.WaitAsync(cancellationToken);
        try
        {
            var outcome = await HealFromCacheAsync(version, slot, cancellationToken);
            if (outcome is not HealOutcome.Failed failed) return outcome;
            var fetched = await HealFromRepositoryAsync(version, slot, cancellationToken);
            return fetched is HealOutcome.Failed second
                ? new HealOutcome.Failed($"{failed.Sentence}, and none can be fetched: {second.Sentence}")
                : fetched;
        }
        finally
        {
            Release(_suite);
        }
    }

    public void Dispose()
    {
        _metadata.Dispose();
        _suite.Dispose();
        _subAgents.Dispose();
        sources.Dispose();
    }

    private void Release(SemaphoreSlim turn)
    {
        turn.Release();
        memory.GiveBackSoon();
    }

    private Task<IReleaseSource> OpenForPackagesAsync(string? bundlePath, CancellationToken cancellationToken) =>
        AloneAsync(
            () => sources.OpenForPackagesAsync(
                bundlePath, origin => new FleetMirrorsSource(origin, layout, clock).LookAsync(cancellationToken)),
            cancellationToken);

    private ReleaseClient Client(IReleaseSource source) =>
        new(source, layout, clock, loggers.CreateLogger<ReleaseClient>());

    // Reads no file of the repository: only the cached package is used.
    private Task<HealOutcome> HealFromCacheAsync(string version, string slot, CancellationToken cancellationToken) =>
        Client(new DirectoryReleaseSource(layout.Packages)).HealAsync(
            PackageKind.Agent, PackageKinds.AgentName, version, slot, cancellationToken);

    private async Task<HealOutcome> HealFromRepositoryAsync(
        string version, string slot, CancellationToken cancellationToken)
    {
        try
        {
            var client = Client(await OpenForPackagesAsync(null, cancellationToken));
            var found = await FindAsync(client, Agent(version), cancellationToken);
            return await client.HealAsync(found.Target, slot, cancellationToken);
        }
        catch (FetchException e)
        {
            return new HealOutcome.Failed(e.Message);
        }
    }

    private static Find Agent(string version) => (client, _) => Task.FromResult<ReleaseSearch>(
        client.FindAgent(version) is { } target
            ? new ReleaseSearch.Found(target)
            : new ReleaseSearch.Missing($"the repository has no version {version} of the suite"));

    private static Find SubAgent(string name, string version) =>
        (client, token) => client.FindSubAgentAsync(name, version, token);

    private async Task<bool> IsListedAsync(Find find, CancellationToken cancellationToken) =>
        await SearchAsync(Client(sources.Open(null)), find, cancellationToken) is ReleaseSearch.Found;

    private async Task<ReleaseSearch.Found> FindAsync(
        ReleaseClient client, Find find, CancellationToken cancellationToken) =>
        await SearchAsync(client, find, cancellationToken) switch
        {
            ReleaseSearch.Found found => found,
            ReleaseSearch.Missing missing => throw new FetchException($"{missing.Sentence}; nothing was changed"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private Task<ReleaseSearch> SearchAsync(ReleaseClient client, Find find, CancellationToken cancellationToken) =>
        AloneAsync(
            async () =>
            {
                var refreshed = await client.RefreshAsync(cancellationToken);
                if (refreshed is not TufRefresh.Ok) throw new FetchException(refreshed.Sentence);
                return await find(client, cancellationToken);
            },
            cancellationToken);

    private async Task<ReleaseFacts> FindReleaseAsync(
        Func<string, Find> find, string version, string? floor, string? current, string? bundlePath,
        CancellationToken cancellationToken)
    {
        var client = Client(sources.Open(bundlePath));
        var target = (await FindAsync(client, find(version), cancellationToken)).Target;
        return new ReleaseFacts(
            target.ReleaseNumber, await NumberAsync(floor), await NumberAsync(current),
            ReleaseMark.Of(target.MayGoBackFrom, target.MayGoBackFromNumber));

        // The versions that are compared with may no longer be listed.
        async Task<long?> NumberAsync(string? other)
        {
            if (other is null) return null;
            var found = await AloneAsync(() => find(other)(client, cancellationToken), cancellationToken);
            return (found as ReleaseSearch.Found)?.Target.ReleaseNumber;
        }
    }

    private async Task FetchAsync(
        SemaphoreSlim turn, Find find, string? bundlePath, string slot, Action<int> percent,
        CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var client = Client(await OpenForPackagesAsync(bundlePath, cancellationToken));
            var found = await FindAsync(client, find, cancellationToken);
            AtomicFile.CreateDirectory(Path.GetDirectoryName(slot)!);
            var progress = new PercentProgress(percent);
            switch (await client.StageAsync(found.Target, Path.GetDirectoryName(slot)!, progress, cancellationToken))
            {
                case StageOutcome.Staged staged:
                    RequireRights(found, staged.Directory);
                    FileTree.Delete(slot);
                    AtomicFile.Rename(staged.Directory, slot);
                    break;
                case StageOutcome.Failed failed:
                    throw new FetchException(failed.Sentence) { IsTheVersions = failed.Kind == StageFailure.Hostile };
            }
        }
        finally
        {
            Release(turn);
        }
    }

    private static void RequireRights(ReleaseSearch.Found found, string directory)
    {
        if (DelegatedRights.FaultOf(found.Rights, directory) is not { } fault) return;
        FileTree.Delete(directory);
        throw new FetchException($"{fault}; nothing was changed") { IsTheVersions = true };
    }

    private delegate Task<ReleaseSearch> Find(ReleaseClient client, CancellationToken cancellationToken);
}
