using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.SubAgents;
using Aops.Supervision.Adoption;
using Aops.Supervision.Machine;
using Aops.Supervision.Starts;

namespace Aops.Supervision;

/// <summary>
/// The sub-agents of one supervisor by name, and what a change of one means for the others. On the loop only.
/// </summary>
internal sealed class ProcessTable
{
    private readonly SupervisorContext _context;
    private readonly StatusFeed _feed;
    private readonly StatusWaits _waits;
    private readonly StartQueue _starts;
    private readonly Dictionary<string, SupervisedProcess> _processes = [];

    /// <summary>Makes a table without sub-agents.</summary>
    /// <param name="feed">Receives every status.</param>
    /// <param name="waits">Is told of every change.</param>
    public ProcessTable(SupervisorContext context, SupervisorOptions options, StatusFeed feed, StatusWaits waits)
    {
        _context = context;
        _feed = feed;
        _waits = waits;
        _starts = new StartQueue(name => Find(name) is { IsUp: true }, TellStart);
        Stops = new StopSequence(_processes, _starts, waits);
        Housekeeping = new Housekeeping(context, options, () => _processes.Values);
    }

    /// <summary>The periodic checks of these sub-agents.</summary>
    public Housekeeping Housekeeping { get; }

    /// <summary>Stops of all, and the pause.</summary>
    public StopSequence Stops { get; }

    /// <summary>All sub-agents.</summary>
    public IReadOnlyCollection<SupervisedProcess> All => _processes.Values;

    /// <summary>Finds a sub-agent; null if it is unknown.</summary>
    public SupervisedProcess? Find(string name) => _processes.GetValueOrDefault(name);

    /// <summary>Adds a sub-agent that is stopped and not wanted.</summary>
    /// <param name="launchDigest">Digest of what its running process was started with; null if unknown.</param>
    public SupervisedProcess Add(SubAgentSpec spec, string slotDirectory, string? launchDigest)
    {
        var process = new SupervisedProcess(_context, spec, slotDirectory, launchDigest, OnChange, LookAtDependencies);
        _processes.Add(spec.Name, process);
        _starts.Set(spec.Name, spec.DependsOn);
        Housekeeping.Begin();
        return process;
    }

    /// <summary>Applies a specification; see <see cref="Supervisor.ApplyAsync"/>.</summary>
    /// <param name="json">The specification as it is persisted.</param>
    /// <param name="digest">Digest of what determines its start.</param>
    public void Apply(SubAgentSpec spec, byte[] json, string slotDirectory, string digest, bool running)
    {
        var process = Find(spec.Name);
        if (process is null)
        {
            process = Add(spec, slotDirectory, launchDigest: null);
            Persist(spec.Name, json);
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
            Persist(spec.Name, json);
            _starts.Set(spec.Name, spec.DependsOn);
            Housekeeping.Follow(process);
        }
        process.Applied = running;
        if (running && end is { } ended) process.Feed(ended);
        if (!running && (relaunch || changed)) process.Feed(new(ProcessTrigger.StopWanted));
        if (isOtherVersion) process.Feed(new(ProcessTrigger.VersionChanged));
        else if (running && relaunch && process.Model.Wanted) process.Feed(new(ProcessTrigger.SpecChanged));
        if (running && (relaunch || changed) && !process.Model.Wanted) Stops.Start(process);
        if (!running) process.ResumesAfterPause = false;
        process.Save();
        Publish(process);
    }

    /// <summary>Reports the status of a sub-agent.</summary>
    public void Publish(SupervisedProcess process) => _feed.Publish(process.ToStatus());

    /// <summary>Forgets a sub-agent with its files; one that runs, or is to run, stays.</summary>
    public void Forget(string name)
    {
        if (Find(name) is not { } process || process.Model.Wanted || process.IsLive) return;
        process.Release();
        _processes.Remove(name);
        _feed.Remove(name);
        Persist(name, null);
        _context.Writer.Write(_context.Layout.SubAgentState(name), null);
        _starts.Remove(name);
    }

    private static bool IsSame(SubAgentSpec spec, byte[] json) =>
        JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.SubAgentSpec).AsSpan().SequenceEqual(json);

    private void Persist(string name, byte[]? spec) =>
        _context.Writer.Write(_context.Layout.SubAgentSpec(name), spec is null ? null : () => spec);

    private void OnChange(SupervisedProcess process)
    {
        Publish(process);
        Housekeeping.Follow(process);
        _starts.LookAtDependents(process.Spec.Name);
        Stops.OnChange();
        _waits.Look();
    }

    private void LookAtDependencies(SupervisedProcess process) => _starts.LookAt(process.Spec.Name);

    private void TellStart(string name, StartVerdict verdict)
    {
        if (Find(name) is not { } process) return;
        process.Feed(verdict.MayStart
            ? new(ProcessTrigger.DependenciesMet)
            : new(ProcessTrigger.DependenciesLost, verdict.Fault));
    }
}
