using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;
using Aops.Supervision.Children;
using Aops.Supervision.Machine;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>
/// Runs the sub-agents of one root, as child processes or as systemd units. All live state belongs to one
/// <see cref="EventLoop"/>; the members here are safe from any thread.
/// <para>Invariants: there are never two processes of one sub-agent; disposing a supervisor leaves all of them
/// running, and the next one adopts them by <see cref="AdoptAsync"/>.</para>
/// </summary>
public sealed partial class Supervisor : ISupervisor, IAsyncDisposable
{
    private const int ChangesMax = 1024;

    private readonly AopsLayout _layout;
    private readonly EventLoop _loop;
    private readonly bool _ownsLoop;
    private readonly SupervisorOptions _options;
    private readonly SupervisorContext _context;
    private readonly Dictionary<string, SupervisedProcess> _processes = [];
    private readonly List<StatusWait> _waits = [];
    private readonly Channel<SubAgentStatus> _changes = Channel.CreateBounded<SubAgentStatus>(
        new BoundedChannelOptions(ChangesMax) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly ConcurrentDictionary<string, SubAgentStatus> _statuses = new();
    private bool _stoppingAll;
    private volatile bool _adopted;

    /// <summary>Makes a supervisor that runs nothing yet.</summary>
    /// <param name="loop">The loop to run on, owned by the caller; null for a loop of its own.</param>
    public Supervisor(AopsLayout layout, EventLoop? loop, SupervisorOptions options, ILogger logger)
    {
        ProcessSetup.CloseDescriptorsOnExec();
        ServiceDefaults.Note();
        _layout = layout;
        _loop = loop ?? new EventLoop("aops-supervisor");
        _ownsLoop = loop is null;
        _options = options;
        var exits = new ExitWatch(_loop, options.UsePidFd);
        _context = new SupervisorContext(
            layout,
            _loop,
            exits,
            new StateWriter(logger),
            MakeStarter(layout, _loop, exits, options, logger),
            LauncherOf(layout, options),
            BootClock.Read(),
            options.Seed is { } seed ? new Random(seed) : new Random(),
            logger);
        Housekeeping = new Housekeeping(_context, options, () => _processes.Values);
    }

    /// <summary>The loop; a call through it proves that supervision is responsive.</summary>
    public EventLoop Loop => _loop;

    /// <summary>Whether <see cref="AdoptAsync"/> has completed.</summary>
    public bool AdoptionComplete => _adopted;

    /// <summary>
    /// Every change of a state, newest last. For one reader; of more than 1024 unread changes the oldest are
    /// dropped.
    /// </summary>
    public ChannelReader<SubAgentStatus> Changes => _changes.Reader;

    private Housekeeping Housekeeping { get; }

    /// <summary>
    /// Applies a specification: starts, restarts or stops the sub-agent, or does nothing if nothing has changed. A
    /// change that does not concern the running process (probes, restart policy, log) takes effect without a
    /// restart. An order by <see cref="SendActionAsync"/> holds until another specification or another
    /// <paramref name="running"/> is applied.
    /// </summary>
    /// <param name="spec">The specification; persisted as <c>spec.json</c>.</param>
    /// <param name="slotDirectory">The slot with the package, absolute.</param>
    /// <param name="running">Whether it is to run.</param>
    /// <exception cref="ArgumentException">The specification is invalid; the message names each fault.</exception>
    public async Task ApplyAsync(SubAgentSpec spec, string slotDirectory, bool running)
    {
        if (SubAgentSpecValidator.Validate(spec) is { Count: > 0 } faults)
            throw new ArgumentException($"{spec.Name}: {string.Join("; ", faults)}", nameof(spec));
        var json = JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.SubAgentSpec);
        var digest = LaunchDigest.Of(spec, slotDirectory);
        await _loop.InvokeAsync(() => Apply(spec, json, slotDirectory, digest, running)).ConfigureAwait(false);
    }

    /// <summary>Stops a sub-agent, waits for its exit, and forgets it; the caller deletes its files.</summary>
    /// <param name="name">Its name; an unknown one is not a fault.</param>
    public async Task RemoveAsync(string name)
    {
        await StopAndWaitAsync(name).ConfigureAwait(false);
        await await _loop.InvokeAsync(() => _context.Starter.EndLeftoversAsync(name)).ConfigureAwait(false);
        await _loop.InvokeAsync(() => Forget(name)).ConfigureAwait(false);
        await Housekeeping.EndLogAsync(name).ConfigureAwait(false);
        await _context.Writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Stops all sub-agents, each before those that it depends on, and waits for their exit. A specification that
    /// is applied afterwards, by this or a later process, starts them again.
    /// </summary>
    public async Task StopAllAsync()
    {
        var stopped = await _loop.InvokeAsync(() =>
        {
            _stoppingAll = true;
            foreach (var process in _processes.Values)
            {
                process.Applied = null;
                process.Save();
            }
            var wait = AddWait(() => !_processes.Values.Any(p => p.IsLive) ? true : null);
            StopNext();
            return wait;
        }).ConfigureAwait(false);
        await stopped.ConfigureAwait(false);
        var specs = await _loop.InvokeAsync(() =>
        {
            _stoppingAll = false;
            return _processes.Values.Select(p => p.Spec).ToArray();
        }).ConfigureAwait(false);
        foreach (var spec in specs) await Housekeeping.EndLogAsync(spec.Name).ConfigureAwait(false);
        await _context.Writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Starts, stops or restarts a sub-agent by an operator's order, and persists the order; does not wait for its
    /// completion.
    /// </summary>
    /// <param name="action">The order; within a pause it says what follows the pause.</param>
    /// <returns>Whether there is such a sub-agent.</returns>
    public async Task<bool> SendActionAsync(string name, SubAgentAction action)
    {
        var known = await _loop.InvokeAsync(() =>
        {
            if (!_processes.TryGetValue(name, out var process)) return false;
            if (_paused)
            {
                process.ResumesAfterPause = action != SubAgentAction.Stop;
                process.Save();
                return true;
            }
            process.Feed(new(action switch
            {
                SubAgentAction.Start => ProcessTrigger.StartWanted,
                SubAgentAction.Stop => ProcessTrigger.StopWanted,
                _ => ProcessTrigger.RestartWanted,
            }));
            return true;
        }).ConfigureAwait(false);
        if (known) await _context.Writer.FlushAsync().ConfigureAwait(false);
        return known;
    }

    /// <summary>
    /// All sub-agents by name, with memory and CPU time read now. Costs one scan of <c>/proc</c>, on the caller's
    /// thread.
    /// </summary>
    public IReadOnlyList<SubAgentStatus> Snapshot() => StatusReader.Complete(_layout, _statuses.Values);

    /// <summary>All sub-agents as they were last reported, without reading their processes.</summary>
    public IReadOnlyCollection<SubAgentStatus> Statuses => [.. _statuses.Values];

    /// <summary>Ends supervision and persists what the next process needs; every sub-agent keeps running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.InvokeAsync(() =>
        {
            Housekeeping.Dispose();
            foreach (var process in _processes.Values) process.Release();
            _context.Exits.Dispose();
            return true;
        }).ConfigureAwait(false);
        await Housekeeping.EndLogsAsync().ConfigureAwait(false);
        // Starts in progress are completed first.
        _context.Starter.Dispose();
        await _context.Writer.DisposeAsync().ConfigureAwait(false);
        if (_ownsLoop) _loop.Dispose();
        _changes.Writer.TryComplete();
    }

    private bool Apply(SubAgentSpec spec, byte[] json, string slotDirectory, string digest, bool running)
    {
        if (!_processes.TryGetValue(spec.Name, out var process))
        {
            process = Add(spec, slotDirectory, launchDigest: null);
            _context.Writer.Write(_layout.SubAgentSpec(spec.Name), () => json);
        }
        var relaunch = process switch
        {
            { LaunchDigest: { } started } => started != digest,
            // It was adopted with only its environment to identify it.
            { IsLive: true } => process.Spec.Version != spec.Version,
            _ => LaunchDigest.Of(process.Spec, process.SlotDirectory) != digest,
        };
        var changed = process.Applied != running;
        var isOtherVersion = relaunch && process.Spec.Version != spec.Version;
        var end = process.TakePendingExit();
        if (relaunch || process.SlotDirectory != slotDirectory || !IsSame(process.Spec, json))
        {
            process.SetSpec(spec, slotDirectory, process.IsLive ? process.LaunchDigest ?? digest : null);
            _context.Writer.Write(_layout.SubAgentSpec(spec.Name), () => json);
            TakeDependencies(process);
            Housekeeping.Follow(process);
        }
        process.Applied = running;
        if (running && end is { } ended) process.Feed(ended);
        if (!running && (relaunch || changed)) process.Feed(new(ProcessTrigger.StopWanted));
        if (isOtherVersion) process.Feed(new(ProcessTrigger.VersionChanged));
        else if (running && relaunch && process.Model.Wanted) process.Feed(new(ProcessTrigger.SpecChanged));
        if (running && (relaunch || changed) && !process.Model.Wanted) Want(process);
        if (!running) process.ResumesAfterPause = false;
        process.Save();
        Publish(process);
        return true;
    }

    private static bool IsSame(SubAgentSpec spec, byte[] json) =>
        JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.SubAgentSpec).AsSpan().SequenceEqual(json);

    private SupervisedProcess Add(SubAgentSpec spec, string slotDirectory, string? launchDigest)
    {
        var process = new SupervisedProcess(
            _context, spec, slotDirectory, launchDigest, OnChange, UpdateDependencies);
        _processes.Add(spec.Name, process);
        TakeDependencies(process);
        Housekeeping.Begin();
        return process;
    }

    private async Task StopAndWaitAsync(string name)
    {
        await _loop.InvokeAsync(() =>
        {
            if (_processes.TryGetValue(name, out var process)) process.Feed(new(ProcessTrigger.StopWanted));
            return true;
        }).ConfigureAwait(false);
        await WaitStoppedAsync(name).ConfigureAwait(false);
    }

    private bool Forget(string name)
    {
        if (!_processes.TryGetValue(name, out var process) || process.Model.Wanted || process.IsLive) return false;
        process.Release();
        _processes.Remove(name);
        _dependents.Remove(process);
        _statuses.TryRemove(name, out _);
        _context.Writer.Write(_layout.SubAgentState(name), null);
        _context.Writer.Write(_layout.SubAgentSpec(name), null);
        UpdateDependents(name);
        return true;
    }

    private void OnChange(SupervisedProcess process)
    {
        Publish(process);
        Housekeeping.Follow(process);
        UpdateDependents(process.Spec.Name);
        if (_stoppingAll || _pausing) StopNext();
        EndWaits();
    }

    private void Publish(SupervisedProcess process)
    {
        var status = process.ToStatus();
        _statuses[status.Name] = status;
        _changes.Writer.TryWrite(status);
    }
}
