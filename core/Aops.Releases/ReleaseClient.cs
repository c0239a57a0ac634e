using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Deltas;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Microsoft.Extensions.Logging;

namespace Aops.Releases;

/// <summary>
/// The only way by which releases reach a host: looks at the repository, finds packages, stages them and heals slots.
/// The same for a server, an offline bundle and a folder. One call at a time.
/// </summary>
public sealed partial class ReleaseClient
{
    private static readonly TimeSpan MetadataTime = TimeSpan.FromSeconds(Limits.MetadataSecondsMax);
    private static readonly string TooSlow = $"its metadata did not come within {Limits.MetadataSecondsMax} s";

    private readonly IReleaseSource _source;
    private readonly TufClient _tuf;
    private readonly PackageCache _cache;
    private readonly AopsLayout _layout;
    private readonly Func<string, long> _freeBytes;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <summary>Makes a client.</summary>
    /// <param name="source">Where the repository is.</param>
    /// <param name="layout">The host: its trusted root, its metadata and its packages.</param>
    /// <param name="clock">The clock that expiry is judged by.</param>
    /// <param name="logger">Where details go, at Debug.</param>
    public ReleaseClient(IReleaseSource source, AopsLayout layout, TimeProvider clock, ILogger logger)
        : this(source, layout, clock, logger, FreeSpace.Of)
    {
    }

    internal ReleaseClient(
        IReleaseSource source, AopsLayout layout, TimeProvider clock, ILogger logger, Func<string, long> freeBytes)
    {
        (_source, _layout, _freeBytes, _clock, _logger) = (source, layout, freeBytes, clock, logger);
        _tuf = new TufClient(source, layout.Tuf, layout.TrustRoot, clock);
        _cache = new PackageCache(layout);
    }

    /// <summary>
    /// Whether a package that was staged is kept in <see cref="AopsLayout.Packages"/>, where there is room for it, so
    /// that its slot can be healed without a network; true by default.
    /// </summary>
    public bool KeepsPackages { get; init; } = true;

    /// <summary>
    /// Packages of the operator's own in the last good refresh, without those of publishers; empty before the first one
    /// and after a refusal, kept while the repository is merely unreachable.
    /// </summary>
    public IReadOnlyList<ReleaseTarget> Targets { get; private set; } = [];

    /// <summary>Looks at the repository and verifies its metadata.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository, the network and the disk is an outcome.</returns>
    public async Task<TufRefresh> RefreshAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(MetadataTime, _clock, cancellationToken);
        TufRefresh outcome;
        try
        {
            outcome = await _tuf.RefreshAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = new TufRefresh.Unreachable(TooSlow);
        }
        Targets = [.. _tuf.Targets
            .Select(t => ReleaseTarget.TryCreate(t.Key, t.Value)).OfType<ReleaseTarget>()];
        LogRefreshed(outcome.Sentence, Targets.Count);
        return outcome;
    }

    /// <summary>
    /// The package of a version of the suite for this host's processor, or null. Only the operator's own targets are
    /// looked at: no delegation, however wide, lets a publisher replace the suite.
    /// </summary>
    public ReleaseTarget? FindAgent(string version) => Targets.FirstOrDefault(
        t => t.Kind == PackageKind.Agent && t.Name == PackageKinds.AgentName && t.Version == version
            && t.Architecture == PackageKinds.LocalArchitecture);

    /// <summary>
    /// The package of a version of a sub-agent for this host's processor: by its one name in the repository, in the
    /// operator's targets and in those of the publishers who may list that name.
    /// </summary>
    /// <param name="name">Name of the sub-agent.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    public async Task<ReleaseSearch> FindSubAgentAsync(
        string name, string version, CancellationToken cancellationToken)
    {
        var target = ReleaseTarget.NameOf(PackageKind.SubAgent, name, version, PackageKinds.LocalArchitecture);
        using var deadline = new Deadline(MetadataTime, _clock, cancellationToken);
        try
        {
            return await FindSubAgentAsync(target, name, version, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ReleaseSearch.Missing($"{target} cannot be looked for: {TooSlow}");
        }
    }

    private async Task<ReleaseSearch> FindSubAgentAsync(
        string target, string name, string version, CancellationToken cancellationToken) =>
        await _tuf.FindAsync(target, cancellationToken) switch
        {
            TufTargetSearch.Found found => ReleaseTarget.TryCreate(target, found.File) is { } package
                && package.Kind == PackageKind.SubAgent && package.Name == name && package.Version == version
                ? new ReleaseSearch.Found(package)
                {
                    Rights = [.. found.Delegations
                        .Select(step => PublisherRights.Read(step.Role, step.Custom)).OfType<PublisherRights>()],
                }
                : new ReleaseSearch.Missing($"{target} is signed as something else than sub-agent {name} {version}"),
            TufTargetSearch.Refused refused => new ReleaseSearch.Missing(refused.Sentence),
            _ => new ReleaseSearch.Missing($"the repository has no sub-agent {name} {version} for this processor"),
        };

    /// <summary>
    /// Fetches, verifies and unpacks a package into a hidden directory: by the shortest delta from a slot that is
    /// there, or whole.
    /// </summary>
    /// <param name="target">One of <see cref="Targets"/>.</param>
    /// <param name="stagingParent">Where the slots are; it is created if need be.</param>
    /// <param name="progress">Told of every chunk, on any thread; or null.</param>
    /// <param name="cancellationToken">Ends it with <see cref="StageFailure.Cancelled"/>.</param>
    /// <returns>The directory, which the caller renames into a slot; or why there is none.</returns>
    public async Task<StageOutcome> StageAsync(
        ReleaseTarget target, string stagingParent, IProgress<PackageProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (PackageBounds.FaultOf(target) is { } refusal) return Failed(target, refusal, StageFailure.Hostile);
        var time = PackageBounds.TimeFor(target, _source);
        using var deadline = new Deadline(time, _clock, cancellationToken);
        try
        {
            return await StageCachedAsync(target, stagingParent, Limits.DiskReserveBytes, progress, deadline.Token)
                ?? await Deltas().StageAsync(target, stagingParent, progress, deadline.Token)
                ?? await StageFetchedAsync(target, stagingParent, progress, deadline.Token);
        }
        catch (PackageFault fault)
        {
            return Failed(target, fault.Message, fault.Kind);
        }
        catch (ReleaseSourceException e)
        {
            return Failed(target, e.Message, StageFailure.Network);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed(target, "it was cancelled", StageFailure.Cancelled);
        }
        catch (OperationCanceledException)
        {
            return Failed(target, $"it took longer than {time.TotalSeconds:0} s", StageFailure.Network);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return Failed(target, e.Message, PackageFault.OfDisk(e).Kind);
        }
    }

    /// <summary>
    /// Puts back what is missing or damaged in a slot, from the cached package or, where the distribution's package
    /// brought this version, from that. It needs no network.
    /// </summary>
    /// <param name="kind">What the slot holds.</param>
    /// <param name="name">Name of the sub-agent, or <see cref="PackageKinds.AgentName"/>.</param>
    /// <param name="version">Version of the slot.</param>
    /// <param name="slotDirectory">The slot; made anew if it is gone.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    public async Task<HealOutcome> HealAsync(
        PackageKind kind, string name, string version, string slotDirectory, CancellationToken cancellationToken)
    {
        var cached = _cache.Find(kind, name, version);
        var seed = kind == PackageKind.Agent ? SeedPackage.TryOpen(_layout) : null;
        if (seed?.Version != version) seed = null;
        if (cached is null && seed is null)
            return new HealOutcome.Failed($"{slotDirectory} cannot be healed: no package of {name} {version} is kept");
        string? copy = null;
        try
        {
            var parent = Path.GetDirectoryName(Path.GetFullPath(slotDirectory))!;
            var staged = cached is null
                ? null
                : await StageCachedAsync(cached, parent, reserveBytes: 0, null, cancellationToken);
            if (staged is null && seed is not null)
                staged = await seed.CopyAsync(parent, reserveBytes: 0, cancellationToken);
            if (staged is null)
                return new HealOutcome.Failed($"{slotDirectory} cannot be healed: the kept package is damaged");
            copy = staged.Directory;
            return new HealOutcome.Healed(await SlotHealer.HealAsync(staged, slotDirectory, cancellationToken));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is PackageFault)
        {
            return new HealOutcome.Failed($"{slotDirectory} cannot be healed from the kept package: {e.Message}");
        }
        finally
        {
            if (copy is not null) FileTree.Delete(copy);
        }
    }

    /// <summary>Puts back what is missing or damaged in a slot, from a package that is fetched for it.</summary>
    /// <param name="target">The package of the slot's version.</param>
    /// <param name="slotDirectory">The slot; made anew if it is gone.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    public async Task<HealOutcome> HealAsync(
        ReleaseTarget target, string slotDirectory, CancellationToken cancellationToken)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(slotDirectory))!;
        var outcome = await StageAsync(target, parent, null, cancellationToken);
        if (outcome is not StageOutcome.Staged staged)
            return new HealOutcome.Failed(((StageOutcome.Failed)outcome).Sentence);
        try
        {
            return new HealOutcome.Healed(await SlotHealer.HealAsync(staged, slotDirectory, cancellationToken));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return new HealOutcome.Failed($"{slotDirectory} cannot be healed: {e.Message}");
        }
        finally
        {
            FileTree.Delete(staged.Directory);
        }
    }

    // Null when there is no cached package, or when it was damaged, which deletes it.
    private async Task<StageOutcome.Staged?> StageCachedAsync(
        ReleaseTarget target, string stagingParent, long reserveBytes, IProgress<PackageProgress>? progress,
        CancellationToken cancellationToken)
    {
        await using var cached = _cache.TryOpen(target);
        if (cached is null) return null;
        try
        {
            return await new PackageStager(target, stagingParent, _freeBytes, reserveBytes)
                .RunAsync(cached, null, progress, cancellationToken);
        }
        catch (PackageFault fault) when (fault.Kind is StageFailure.Tampered or StageFailure.Network)
        {
            LogCacheDamaged(target.Name, target.Version, fault.Message);
            _cache.Remove(target);
            return null;
        }
    }

    private async Task<StageOutcome.Staged> StageFetchedAsync(
        ReleaseTarget target, string stagingParent, IProgress<PackageProgress>? progress,
        CancellationToken cancellationToken)
    {
        var stager = new PackageStager(target, stagingParent, _freeBytes);
        stager.RequireSpace(Math.Max(target.UnpackedBytes, target.LengthBytes));
        var path = target.Path(_tuf.ConsistentSnapshot);
        while (true)
        {
            await using var content = await _source.GetAsync(path, 0, cancellationToken)
                ?? throw new ReleaseSourceException($"the repository has no {path}");
            using var cache = KeepsPackages && stager.HasSpaceForCache ? _cache.BeginWrite(target) : null;
            try
            {
                var staged = await stager.RunAsync(content.Stream, cache, progress, cancellationToken);
                _cache.Trim(target.Kind, target.Name);
                return staged;
            }
            catch (PackageFault fault) when (fault.Kind == StageFailure.Tampered && _source.Distrust(path))
            {
                LogTriedAgain(target.Name, target.Version, fault.Message);
            }
        }
    }

    private DeltaStager Deltas() => new(
        _source, _tuf.ConsistentSnapshot, _cache, KeepsPackages, _freeBytes, _logger);

    private static StageOutcome.Failed Failed(ReleaseTarget target, string reason, StageFailure kind) => new(
        $"{target.Name} {target.Version} was not installed: {reason}; nothing was changed", kind);

    [LoggerMessage(1210, LogLevel.Debug, "Release metadata: {Sentence} ({Count} packages)")]
    private partial void LogRefreshed(string sentence, int count);

    [LoggerMessage(1212, LogLevel.Debug,
        "{Name} {Version} is fetched from another place, since {Reason}")]
    private partial void LogTriedAgain(string name, string version, string reason);

    [LoggerMessage(1211, LogLevel.Debug,
        "The kept package of {Name} {Version} is damaged ({Reason}) and was deleted")]
    private partial void LogCacheDamaged(string name, string version, string reason);
}
