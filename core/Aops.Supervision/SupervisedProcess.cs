using System.Diagnostics.CodeAnalysis;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;
using Aops.Supervision.Children;
using Aops.Supervision.Launching;
using Aops.Supervision.Machine;
using Aops.Supervision.Probes;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>One sub-agent: feeds events to <see cref="ProcessMachine"/> and performs its actions. On the loop only.</summary>
internal sealed partial class SupervisedProcess : IChildOwner
{
    private readonly SupervisorContext _context;
    private readonly Action<SupervisedProcess> _onChange;
    private readonly Action<SupervisedProcess> _lookAtDependencies;
    private readonly LaunchPlanCache _plans;
    private readonly ProcessProbes _probes;
    private readonly DeadlineTimer _timer;
    private readonly string _stateFile;
    private readonly Queue<ProcessEvent> _events = new();
    private IChild? _child;
    private ProcessCheckpoint? _restored;
    private ProcessCheckpoint? _saved;
    private ProcessEvent? _pendingExit;
    private bool _feeding;
    private int _memorySamplesOver;

    /// <summary>Makes a sub-agent that is stopped and not wanted.</summary>
    public SupervisedProcess(
        SupervisorContext context, SubAgentSpec spec, string slotDirectory, string? launchDigest,
        Action<SupervisedProcess> onChange, Action<SupervisedProcess> lookAtDependencies)
    {
        _context = context;
        _onChange = onChange;
        _lookAtDependencies = lookAtDependencies;
        _plans = new LaunchPlanCache(context);
        _probes = new ProcessProbes(context.Loop, context.Exits, context.Launcher, Feed);
        _timer = new DeadlineTimer(context.Loop, OnDue);
        _stateFile = context.Layout.SubAgentState(spec.Name);
        Spec = spec;
        SlotDirectory = slotDirectory;
        LaunchDigest = launchDigest;
        Since = DateTimeOffset.UtcNow;
    }

    public SubAgentSpec Spec { get; private set; }

    public string SlotDirectory { get; private set; }

    /// <summary>Digest of what the running process was started with; null if unknown.</summary>
    public string? LaunchDigest { get; private set; }

    /// <summary>
    /// Whether <see cref="Spec"/> is a placeholder for a lost specification. Its consequences are not persisted,
    /// and an exit under it is judged again once the real one is known.
    /// </summary>
    public bool IsPlaceholder { get; set; }

    /// <summary>Whether the desired state that was applied last lets it run; null if none was applied.</summary>
    public bool? Applied { get; set; }

    /// <summary>Whether it is started once the pause ends that stopped it.</summary>
    public bool ResumesAfterPause { get; set; }

    public ProcessModel Model { get; private set; } = ProcessModel.Initial;

    /// <summary>Since when the state holds.</summary>
    public DateTimeOffset Since { get; private set; }

    public int? Pid => _child?.Process?.Pid;

    public bool IsLive => Model.State is ProcessState.Starting or ProcessState.Running or ProcessState.Stopping;

    /// <summary>Whether it is ready and its process is alive, even if an exit was not observed yet.</summary>
    public bool IsUp =>
        Model.State == ProcessState.Running && (_child?.Process is not { } process || process.Identity.IsAlive);

    /// <summary>Replaces the specification; the running process is not touched.</summary>
    public void SetSpec(SubAgentSpec spec, string slotDirectory, string? launchDigest)
    {
        IsPlaceholder = false;
        Spec = spec;
        SlotDirectory = slotDirectory;
        LaunchDigest = launchDigest;
        _plans.Clear();
        if (Model.State != ProcessState.Running || !TryPlan(out _)) return;
        _probes.End();
        BeginLiveness();
    }

    /// <summary>Restores the state of a checkpoint.</summary>
    public void Restore(ProcessCheckpoint saved)
    {
        Applied = saved.Applied;
        ResumesAfterPause = saved.ResumesAfterPause;
        Since = saved.Since;
        _restored = saved;
        Model = Model with
        {
            Wanted = saved.Wanted,
            Restarts = saved.Restarts,
            DeathsInARow = saved.DeathsInARow,
            LastExit = saved.LastExit,
        };
    }

    /// <summary>Restores from a checkpoint that it was abandoned or had ended permanently.</summary>
    public void Settle(ProcessCheckpoint saved)
    {
        Model = Model with
        {
            State = saved.Completed ? ProcessState.Stopped : ProcessState.Failed,
            Completed = saved.Completed,
            Fault = saved.Fault,
        };
        Save();
    }

    /// <summary>Undoes the consequences of an exit under a placeholder specification.</summary>
    /// <returns>The exit, to be judged by the real specification; null if there was none.</returns>
    public ProcessEvent? TakePendingExit()
    {
        if (_pendingExit is not { } end) return null;
        _pendingExit = null;
        Model = Model with { State = ProcessState.Stopped, Completed = false, Fault = null };
        return end;
    }

    /// <summary>Adopts its process.</summary>
    public void Adopt(AdoptionVerdict.Alive alive, TimeSpan ranFor)
    {
        _child = _context.Starter.Adopt(Spec, alive.Process, this);
        if (alive.IsAnother) Model = Model with { Restarts = Model.Restarts + 1 };
        Feed(new(ProcessTrigger.Adopted, RanFor: ranFor, WasReady: alive.WasReady));
        if (!Model.Wanted) Feed(new(ProcessTrigger.StopWanted));
    }

    /// <summary>Processes an event.</summary>
    public void Feed(ProcessEvent happened)
    {
        _events.Enqueue(happened);
        if (_feeding) return;
        _feeding = true;
        var before = Model;
        while (_events.TryDequeue(out var next))
        {
            var step = ProcessMachine.Next(Model, next, Spec, _context.Loop.Now, _context.Random);
            if (step.Model.State != Model.State || next.Trigger == ProcessTrigger.Replaced)
                Since = SinceOf(next, step.Model.State);
            Model = step.Model;
            Perform(step.Actions);
        }
        _feeding = false;
        _timer.Arm(Model.Deadline);
        if (before == Model) return;
        Save();
        LogChange(_context.Logger, Spec.Name, before.State, Model.State, Pid, Model.Fault);
        _onChange(this);
    }

    /// <summary>Reports the memory of its processes; it is stopped if it exceeds the cap too often.</summary>
    public void SampleMemory(long bytes, int samplesOverMax)
    {
        var cap = Spec.Limits.MemoryMaxBytes;
        _memorySamplesOver = cap > 0 && bytes > cap ? _memorySamplesOver + 1 : 0;
        if (_memorySamplesOver < samplesOverMax) return;
        _memorySamplesOver = 0;
        Feed(new(ProcessTrigger.MemoryExceeded, $"uses {bytes} bytes of memory, {cap} are allowed"));
    }

    /// <summary>Schedules the write of its checkpoint.</summary>
    public void Save()
    {
        var saved = ProcessRecords.SavedOf(this, _context.Boot);
        if (saved == _saved || IsPlaceholder) return;
        _saved = saved;
        var process = _child?.Process;
        _context.Writer.Write(
            _stateFile,
            () => (saved with { StartTicks = process?.Identity.StartTicks ?? 0 }).ToJson());
    }

    /// <summary>Releases all resources; the process keeps running.</summary>
    public void Release()
    {
        _timer.Cancel();
        _probes.End();
        _child?.Dispose();
        _child = null;
    }

    /// <summary>Its status, without the values that must be read from the process.</summary>
    public SubAgentStatus ToStatus() => ProcessRecords.StatusOf(this, _context.Loop.Now);

    void IChildOwner.OnRunning(IChild child)
    {
        if (child == _child) Feed(new(ProcessTrigger.Spawned));
    }

    void IChildOwner.OnStartFailed(IChild child, string fault)
    {
        if (child != _child) return;
        _child = null;
        _context.Starter.Conclude(Spec);
        Feed(new(ProcessTrigger.SpawnFailed, fault));
    }

    void IChildOwner.OnReplaced(IChild child, ChildExit exit)
    {
        if (child == _child) Feed(new(ProcessTrigger.Replaced, Exit: exit.ToString()));
    }

    void IChildOwner.OnHeld(IChild child, string why, ChildExit? exit)
    {
        if (child != _child) return;
        _child = null;
        _context.Starter.Conclude(Spec);
        LogHeld(_context.Logger, Spec.Name, why);
        Feed(new(ProcessTrigger.Held, why, Exit: exit?.ToString()));
    }

    void IChildOwner.OnExited(IChild child, ChildExit exit)
    {
        if (child != _child) return;
        _child = null;
        _lookAtDependencies(this);
        var how = _context.Starter.Conclude(Spec) is { } note ? $"{exit}: {note}" : exit.ToString();
        if (IsPlaceholder)
        {
            var ranFor = Model.UpSince is { } up ? _context.Loop.Now - up : TimeSpan.Zero;
            _pendingExit = new(ProcessTrigger.ExitedWhileUnsupervised, how, exit.IsSuccess, ranFor);
        }
        Feed(new(ProcessTrigger.Exited, how, exit.IsSuccess));
    }

    // An adoption does not change the state, which began before.
    private DateTimeOffset SinceOf(ProcessEvent happened, ProcessState state) =>
        happened.Trigger == ProcessTrigger.Adopted && _restored is { } saved && saved.State == state
            ? saved.Since
            : DateTimeOffset.UtcNow;

    private void Perform(ProcessActions actions)
    {
        if (actions.HasFlag(ProcessActions.EndProbes)) _probes.End();
        if (actions.HasFlag(ProcessActions.Signal)) _child?.Signal(Signal.Parse(Spec.Stop.Signal) ?? Signal.SIGTERM);
        if (actions.HasFlag(ProcessActions.KillGroup)) _child?.Signal(Signal.SIGKILL);
        if (actions.HasFlag(ProcessActions.Spawn)) Start();
        if (actions.HasFlag(ProcessActions.BeginReadiness) && TryPlan(out var plan))
            _probes.BeginReadiness(Spec.Readiness!, plan, SlotDirectory);
        if (actions.HasFlag(ProcessActions.BeginLiveness)) BeginLiveness();
    }

    private void Start()
    {
        _memorySamplesOver = 0;
        try
        {
            var plan = _plans.Get(Spec, SlotDirectory);
            DataDirectory.Ensure(plan);
            _child = _context.Starter.Start(Spec, plan, this);
            LaunchDigest = _plans.DigestOf(Spec, SlotDirectory);
            if (_child.IsRunning) _events.Enqueue(new(ProcessTrigger.Spawned));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            _plans.ClearPlan();
            _events.Enqueue(new(ProcessTrigger.SpawnFailed, e.Message));
        }
    }

    private void BeginLiveness()
    {
        if (Spec.Liveness is { } liveness && TryPlan(out var plan))
            _probes.BeginLiveness(liveness, plan, SlotDirectory);
    }

    // After an adoption there is no plan yet; if it cannot be made, the next start fails with the reason.
    private bool TryPlan([NotNullWhen(true)] out LaunchPlan? plan) => _plans.TryGet(Spec, SlotDirectory, out plan);

    private void OnDue(ProcessTrigger trigger)
    {
        // The exit of a dependency may not have been reported yet.
        _lookAtDependencies(this);
        Feed(new(trigger));
    }

    [LoggerMessage(1350, LogLevel.Debug, "{Name} was taken down or may not start: {Why}; no death")]
    private static partial void LogHeld(ILogger logger, string name, string why);

    [LoggerMessage(1351, LogLevel.Debug, "{Name}: {Before} -> {After}, pid {Pid}; {Fault}")]
    private static partial void LogChange(
        ILogger logger, string name, ProcessState before, ProcessState after, int? pid, string? fault);
}
