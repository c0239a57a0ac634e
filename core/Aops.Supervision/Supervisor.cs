using System.Text.Json;
using System.Threading.Channels;
using Aops.Contracts.Json;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Specification;
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
public sealed class Supervisor : ISupervisor, IAsyncDisposable
{
    private readonly EventLoop _loop;
    private readonly bool _ownsLoop;
    private readonly SupervisorContext _context;
    private readonly StatusFeed _feed = new();
    private readonly StatusWaits _waits = new();
    private readonly ProcessTable _processes;
    private volatile bool _adopted;

    /// <summary>Makes a supervisor that runs nothing yet.</summary>
    /// <param name="loop">The loop to run on, owned by the caller; null for a loop of its own.</param>
    public Supervisor(AopsLayout layout, EventLoop? loop, SupervisorOptions options, ILogger logger)
    {
        ProcessSetup.CloseDescriptorsOnExec();
        ServiceDefaults.Note();
        _loop = loop ?? new EventLoop("aops-supervisor");
        _ownsLoop = loop is null;
        var exits = new ExitWatch(_loop, options.UsePidFd);
        _context = new SupervisorContext(
            layout,
            _loop,
            exits,
            new StateWriter(logger),
            StarterChoice.Make(layout, _loop, exits, options, logger),
            StarterChoice.LauncherOf(layout, options),
            BootClock.Read(),
            options.Seed is { } seed ? new Random(seed) : new Random(),
            logger);
        _processes = new ProcessTable(_context, options, _feed, _waits);
    }

    /// <summary>The loop; a call through it proves that supervision is responsive.</summary>
    public EventLoop Loop => _loop;

    /// <summary>Whether <see cref="AdoptAsync"/> has completed.</summary>
    public bool AdoptionComplete => _adopted;

    /// <summary>
    /// Every change of a state, newest last. For one reader; of more than 1024 unread changes the oldest are
    /// dropped.
    /// </summary>
    public ChannelReader<SubAgentStatus> Changes => _feed.Changes;

    /// <summary>
    /// Adopts the sub-agents of an earlier spm process: running ones keep running, those that ended meanwhile are
    /// restarted by their policy. Must be called once, before any specification is applied. A missing or damaged
    /// checkpoint is replaced by a scan of this host's processes. Nothing is adopted until that scan succeeds,
    /// since an overlooked process would get a second copy.
    /// </summary>
    public async Task AdoptAsync(CancellationToken cancellationToken = default)
    {
        var found = await new RemainsReader(_context).ReadAsync(cancellationToken).ConfigureAwait(false);
        await _loop.InvokeAsync(() =>
        {
            new ProcessAdopter(_processes).Adopt(found);
            return true;
        }).ConfigureAwait(false);
        _adopted = true;
    }

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
        await OnLoopAsync(() => _processes.Apply(spec, json, slotDirectory, digest, running)).ConfigureAwait(false);
    }

    /// <summary>Stops a sub-agent, waits for its exit, and forgets it; the caller deletes its files.</summary>
    /// <param name="name">Its name; an unknown one is not a fault.</param>
    public async Task RemoveAsync(string name)
    {
        await OnLoopAsync(() => _processes.Find(name)?.Feed(new(ProcessTrigger.StopWanted))).ConfigureAwait(false);
        await WaitStoppedAsync(name).ConfigureAwait(false);
        await await _loop.InvokeAsync(() => _context.Starter.EndLeftoversAsync(name)).ConfigureAwait(false);
        await OnLoopAsync(() => _processes.Forget(name)).ConfigureAwait(false);
        await _processes.Housekeeping.EndLogAsync(name).ConfigureAwait(false);
        await _context.Writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Stops all sub-agents, each before those that it depends on, and waits for their exit. A specification that
    /// is applied afterwards, by this or a later process, starts them again.
    /// </summary>
    public async Task StopAllAsync()
    {
        var stopped = await _loop.InvokeAsync(_processes.Stops.BeginStopAll).ConfigureAwait(false);
        await stopped.ConfigureAwait(false);
        var names = await _loop.InvokeAsync(() =>
        {
            _processes.Stops.EndStopAll();
            return _processes.All.Select(p => p.Spec.Name).ToArray();
        }).ConfigureAwait(false);
        foreach (var name in names) await _processes.Housekeeping.EndLogAsync(name).ConfigureAwait(false);
        await _context.Writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Stops all sub-agents, each before those that it depends on, and waits for their exit. Until
    /// <see cref="ResumeAsync"/> none is started, whatever is applied.
    /// </summary>
    public async Task PauseAsync()
    {
        var stopped = await _loop.InvokeAsync(_processes.Stops.BeginPause).ConfigureAwait(false);
        await stopped.ConfigureAwait(false);
        await OnLoopAsync(_processes.Stops.EndPausing).ConfigureAwait(false);
        await _context.Writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Ends a pause: starts what it stopped, each after those that it depends on.</summary>
    public async Task ResumeAsync()
    {
        await OnLoopAsync(_processes.Stops.Resume).ConfigureAwait(false);
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
            if (_processes.Find(name) is not { } process) return false;
            _processes.Stops.Order(process, action);
            return true;
        }).ConfigureAwait(false);
        if (known) await _context.Writer.FlushAsync().ConfigureAwait(false);
        return known;
    }

    /// <summary>
    /// Waits until a version of a sub-agent has been up for a time, or has ended as its policy permits. Returns
    /// unhealthy after the deadline, after consecutive failures, and as soon as it has failed
    /// (<see cref="ProcessState.Failed"/>).
    /// </summary>
    /// <param name="rule">The criteria.</param>
    public async Task<HealthVerdict> WaitHealthyAsync(
        string name, string version, HealthRule rule, CancellationToken cancellationToken)
    {
        var look = new HealthLook(rule);
        var wait = await _loop.InvokeAsync(() => _waits.Add(() =>
        {
            if (_processes.Find(name) is not { } process || process.Spec.Version != version) return null;
            var isProved = look.At(process.Model, _loop.Now, out var left);
            // No event occurs for a sub-agent that is simply up, so a timer ends the wait.
            if (left > TimeSpan.Zero) _loop.StartTimer(left, _waits.Look);
            return isProved;
        })).ConfigureAwait(false);
        try
        {
            var isHealthy = await wait.WaitAsync(rule.Deadline, cancellationToken).ConfigureAwait(false);
            return new(isHealthy ? null : look.Fault);
        }
        catch (TimeoutException)
        {
            return new(look.Late);
        }
        finally
        {
            _loop.Post(() => _waits.Remove(wait));
        }
    }

    /// <summary>Waits until a sub-agent has no process; an unknown one has none.</summary>
    public async Task WaitStoppedAsync(string name) =>
        await await _loop.InvokeAsync(() => _waits.Add(() =>
            _processes.Find(name) is { IsLive: true } ? null : true)).ConfigureAwait(false);

    /// <summary>
    /// All sub-agents by name, with memory and CPU time read now. Costs one scan of <c>/proc</c>, on the caller's
    /// thread.
    /// </summary>
    public IReadOnlyList<SubAgentStatus> Snapshot() => StatusReader.Complete(_context.Layout, _feed.Statuses);

    /// <summary>All sub-agents as they were last reported, without reading their processes.</summary>
    public IReadOnlyCollection<SubAgentStatus> Statuses => _feed.Statuses;

    /// <summary>Ends supervision and persists what the next process needs; every sub-agent keeps running.</summary>
    public async ValueTask DisposeAsync()
    {
        await OnLoopAsync(() =>
        {
            _processes.Housekeeping.Dispose();
            foreach (var process in _processes.All) process.Release();
            _context.Exits.Dispose();
        }).ConfigureAwait(false);
        await _processes.Housekeeping.EndLogsAsync().ConfigureAwait(false);
        // Starts in progress are completed first.
        _context.Starter.Dispose();
        await _context.Writer.DisposeAsync().ConfigureAwait(false);
        if (_ownsLoop) _loop.Dispose();
        _feed.Complete();
    }

    private Task OnLoopAsync(Action action) => _loop.InvokeAsync(() =>
    {
        action();
        return true;
    });
}
