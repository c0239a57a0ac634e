using Aops.Contracts.Wire.Runs;
using Aops.Server.Rollouts;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>A run as it is listed.</summary>
internal sealed record RunView
{
    public required string Id { get; init; }

    public required RunKind Kind { get; init; }

    /// <summary>What is run, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>Whether it only looks at what its playbook would change; absent else.</summary>
    public bool? Check { get; init; }

    public required RunState State { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why it is halted or cancelled; absent else.</summary>
    public string? Why { get; init; }

    /// <summary>Why it was started; may be empty.</summary>
    public required string Reason { get; init; }

    /// <summary>The query that chose its hosts, as it was understood; absent where they were named.</summary>
    public string? Q { get; init; }

    /// <summary>How many hosts it is for.</summary>
    public required long Hosts { get; init; }

    /// <summary>Its hosts by phase.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Hosts that tried and ended.</summary>
    public required long Attempted { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long Charged { get; init; }

    public required int Concurrency { get; init; }

    public required RunBudgetMessage Budget { get; init; }

    public required WhileOffline WhileOffline { get; init; }

    /// <summary>How it begins on few hosts; absent where it does not.</summary>
    public IReadOnlyList<RampStepMessage>? Ramp { get; init; }

    /// <summary>When hosts may have their turn; absent for always.</summary>
    public WindowMessage? Window { get; init; }

    /// <summary>Whether it goes on while the fleet is frozen.</summary>
    public required bool IgnoresFreeze { get; init; }

    /// <summary>What hosts wait for whose turn has not come; absent where that is only the number that have it at once.</summary>
    public RunWait? Waits { get; init; }

    /// <summary>No host starts it after this time, UTC.</summary>
    public required DateTimeOffset StartBefore { get; init; }

    /// <summary>Longest time of it on a host, in seconds, where one was named.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>The run whose hosts it tries again; absent for none.</summary>
    public string? RerunOf { get; init; }

    /// <summary>The schedule that started it; absent where an operator did.</summary>
    public string? Schedule { get; init; }

    /// <summary>The deployment that it is of; absent for none.</summary>
    public string? Deployment { get; init; }

    /// <summary>What it does of that deployment.</summary>
    public string? Verb { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>How much of its output is stored, in bytes.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>When its output was deleted, as that of all runs took more than it may; absent for never.</summary>
    public DateTimeOffset? OutputDroppedAt { get; init; }

    /// <summary>When its last host ended; absent while one has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it stands on the host whose runs were asked for by <c>host</c>; absent else.</summary>
    public RunHostView? OnHost { get; init; }
}

/// <summary>What hosts of a run wait for.</summary>
internal sealed record RunWait
{
    /// <summary><c>freeze</c>, <c>window</c> or <c>ramp</c>.</summary>
    public required RunHold For { get; init; }

    /// <summary>Why, as one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>When that is over by itself, UTC; absent where that is not known.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/runs</c>.</summary>
internal sealed record RunList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<RunView> Runs { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>One run, whole.</summary>
internal sealed record RunDetail
{
    public required RunView Run { get; init; }

    /// <summary>The signed runbook.</summary>
    public RunbookReference? Runbook { get; init; }

    /// <summary>The signed command, as it was given.</summary>
    public RunEnvelope? Envelope { get; init; }

    /// <summary>The command; the values of its environment are not told.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>What hosts do by their own code.</summary>
    public RunAction? Action { get; init; }

    /// <summary>The log that hosts send.</summary>
    public LogOrder? Log { get; init; }

    /// <summary>Values of the runbook's parameters; those of secret ones are not told.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The first hosts by id, with their results, where the request waited for the end and it came; absent else.</summary>
    public IReadOnlyList<RunHostView>? Results { get; init; }

    /// <summary>Whether nothing was changed: what would be. Absent else.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>What a run would be: the answer to a dry run.</summary>
internal sealed record RunPlan
{
    /// <summary>The query as it was understood; absent where hosts were named.</summary>
    public string? Q { get; init; }

    /// <summary>How many hosts it is for.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them would run it now.</summary>
    public required long Ready { get; init; }

    /// <summary>What <c>planHash</c> takes: it names these hosts and what is run, and not whether they are online.</summary>
    public required string PlanHash { get; init; }

    /// <summary>What its hosts would wait for; absent where they would not.</summary>
    public RunWait? Waits { get; init; }

    /// <summary>Hosts that would not run it now, by the phase that each would get.</summary>
    public required IReadOnlyList<PlanExclusion> Exclusions { get; init; }

    /// <summary>The first hosts by id, up to 1,000; <c>count</c> tells how many there are.</summary>
    public required IReadOnlyList<PlannedHost> Hosts { get; init; }
}

/// <summary>Hosts that would not run it, for one reason.</summary>
/// <param name="Phase">The phase that each would get.</param>
/// <param name="Reason">Why, as one sentence.</param>
/// <param name="Count">How many.</param>
internal sealed record PlanExclusion(string Phase, string Reason, long Count);

/// <summary>A host of a plan.</summary>
internal sealed record PlannedHost
{
    public required string Id { get; init; }

    public required string Hostname { get; init; }

    /// <summary>The phase that it would get now.</summary>
    public required string Phase { get; init; }

    /// <summary>Why it would not run it; absent where it would.</summary>
    public string? Reason { get; init; }
}

/// <summary>A host of a run.</summary>
internal sealed record RunHostView
{
    public required string Id { get; init; }

    /// <summary>Its name when the run was started.</summary>
    public required string Hostname { get; init; }

    /// <summary><c>queued</c>, <c>offered</c>, <c>accepted</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c>, …</summary>
    public required string Phase { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether the host itself told the phase; else this server has concluded it.</summary>
    public required bool IsTold { get; init; }

    /// <summary>Why, as one sentence; absent where the phase says all.</summary>
    public string? Reason { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it, such as <c>SIGKILL</c>.</summary>
    public string? Signal { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required long CpuMilliseconds { get; init; }

    public required long MemoryPeakBytes { get; init; }

    /// <summary>Whether all of its output is here that there will be.</summary>
    public required bool HasWholeOutput { get; init; }

    /// <summary>Bytes of its output that came here, with 13 for each piece in which the host read it.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Bytes of its output that are not here, though they were there.</summary>
    public required long OutputMissing { get; init; }

    /// <summary>SHA-256 over its output; absent while it is not whole.</summary>
    public string? Digest { get; init; }

    /// <summary>What a playbook did, task by task where it changed something or failed; absent for what is none.</summary>
    public PlaybookResult? Playbook { get; init; }

    public static RunHostView Of(RunHostRecord host) => new()
    {
        Id = host.AgentId,
        Hostname = host.Hostname,
        Phase = host.Phase,
        Since = host.Since,
        IsTold = host.IsTold,
        Reason = host.Reason,
        ExitCode = host.ExitCode,
        Signal = host.Signal,
        StartedAt = host.StartedAt,
        EndedAt = host.EndedAt,
        CpuMilliseconds = host.CpuMilliseconds,
        MemoryPeakBytes = host.MemoryPeakBytes,
        HasWholeOutput = host.HasWholeOutput,
        OutputBytes = host.OutputReceived,
        OutputMissing = host.OutputMissing,
        Digest = host.Digest,
        Playbook = host.Playbook,
    };
}

/// <summary>Answer of <c>GET …/hosts</c>.</summary>
internal sealed record RunHostList
{
    /// <summary>By id.</summary>
    public required IReadOnlyList<RunHostView> Hosts { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer of <c>GET …/outputs</c>.</summary>
internal sealed record RunOutputs
{
    /// <summary>Equal outputs, those of most hosts first.</summary>
    public required IReadOnlyList<OutputGroup> Outputs { get; init; }

    /// <summary>Hosts whose output is not whole, or that had none to give.</summary>
    public required long Without { get; init; }

    /// <summary>Outputs beyond those that are listed.</summary>
    public required long More { get; init; }
}

/// <summary>Hosts with equal output: both streams have the same bytes, whatever came first.</summary>
/// <param name="Digest">SHA-256 over the output.</param>
/// <param name="Hosts">How many.</param>
/// <param name="Example">The first of them by id, whose log shows it.</param>
internal sealed record OutputGroup(string Digest, long Hosts, string Example);
