using Aops.Contracts.Wire.Runs;
using Aops.Server.Rollouts;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>
/// Body of <c>POST /api/v1/runs</c>: hosts, by <c>q</c> or <c>hosts</c>, and one of <c>runbook</c>, <c>envelope</c>,
/// <c>command</c>, <c>action</c>, <c>log</c> and <c>diagnosis</c>.
/// </summary>
internal sealed record RunRequest
{
    /// <summary>The hosts as a query; the empty text is every host.</summary>
    public string? Q { get; init; }

    /// <summary>Ids of the hosts; either these or a query.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>A signed runbook.</summary>
    public RunbookReference? Runbook { get; init; }

    /// <summary>A command that an operator has signed, as <c>aops-release</c> makes it.</summary>
    public RunEnvelope? Envelope { get; init; }

    /// <summary>
    /// A command that this server alone vouches for: it needs the role admin, and hosts whose conf.yml says <c>runs: any</c>.
    /// </summary>
    public RunCommand? Command { get; init; }

    /// <summary>What hosts do by their own code: every host takes it, whatever its conf.yml says of runs.</summary>
    public RunAction? Action { get; init; }

    /// <summary>A log that hosts send while it is written: by their own code, as an action.</summary>
    public LogOrder? Log { get; init; }

    /// <summary>
    /// Whether hosts send their diagnosis, a <c>.tar.gz</c> without secrets of at most 10 MiB as their standard output: by their own
    /// code, as an action.
    /// </summary>
    public bool? Diagnosis { get; init; }

    /// <summary>Values of the runbook's parameters, by name.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Whether a playbook only looks at what it would change: the changes are the drift of the host.</summary>
    public bool? Check { get; init; }

    /// <summary>Hosts that run it at once; 100 by default.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many hosts may fail before the others have no turn; 10 percent by default.</summary>
    public RunBudgetMessage? Budget { get; init; }

    /// <summary>What becomes of a host that is offline at its turn; it is skipped by default.</summary>
    public WhileOffline? WhileOffline { get; init; }

    /// <summary>
    /// How it begins on few hosts: hosts of a step have all ended, and the budget is not spent, before those of the next have
    /// their turn; after the last step all have it. Absent for all at once.
    /// </summary>
    public IReadOnlyList<RampStepMessage>? Ramp { get; init; }

    /// <summary>When hosts may have their turn; absent for always. What has begun goes on when it closes.</summary>
    public WindowMessage? Window { get; init; }

    /// <summary>Whether it starts, and goes on, while the fleet is frozen.</summary>
    public bool? IgnoresFreeze { get; init; }

    /// <summary>No host starts it after this time, UTC; either this or <c>ttlSeconds</c>.</summary>
    public DateTimeOffset? StartBefore { get; init; }

    /// <summary>The same in seconds from now; an hour by default.</summary>
    public int? TtlSeconds { get; init; }

    /// <summary>Longest time of it on a host, in seconds, where that is shorter than its own.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>What a dry run told: refused where other hosts, or something else, would be run now.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>How many hosts may fail: one of both.</summary>
internal sealed record RunBudgetMessage
{
    /// <summary>A number of hosts.</summary>
    public int? Failures { get; init; }

    /// <summary>A share of those that tried, once five did.</summary>
    public int? Percent { get; init; }
}

/// <summary>Where a step of a ramp ends: one of both, with the hosts of the steps before.</summary>
internal sealed record RampStepMessage
{
    /// <summary>A number of hosts.</summary>
    public int? Hosts { get; init; }

    /// <summary>A share of all hosts of the run.</summary>
    public int? Percent { get; init; }
}

/// <summary>Body of <c>POST …/cancel</c>.</summary>
internal sealed record CancelRequest
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Body of <c>POST …/rerun</c>.</summary>
internal sealed record RerunRequest
{
    /// <summary>Phases of the hosts that are tried again; absent for those that failed.</summary>
    public IReadOnlyList<string>? Phases { get; init; }

    /// <summary>Values of parameters, over those of before: a secret one is not stored any more.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Latest start, in seconds from now; an hour by default.</summary>
    public int? TtlSeconds { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
