using System.Text.Json.Serialization;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Deployments.Facts;
using Aops.Server.Rollouts;
using Aops.Server.Runs;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Deployments;

/// <summary>Body of <c>POST /api/v1/deployments</c> and of <c>PUT /api/v1/deployments/{name}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeploymentRequest
{
    /// <summary>Its name; in a PUT the path has it, and this may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Its kind: a signed runbook with the parameter <c>verb</c>, whose <c>values</c> are what can be done, <c>deploy</c> among
    /// them.
    /// </summary>
    public required RunbookReference Runbook { get; init; }

    /// <summary>Its hosts as a query, asked again for each verb; the empty text is every host.</summary>
    public required string Q { get; init; }

    /// <summary>Values of the runbook's parameters, but for <c>verb</c>; none of them may be secret.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>How its runs go through hosts.</summary>
    public DeploymentPace? Pace { get; init; }

    /// <summary>What it is for.</summary>
    public string? Note { get; init; }
}

/// <summary>How the runs of a deployment go through hosts, as a request for a run has it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeploymentPace
{
    /// <summary>Hosts that run it at once; 100 by default.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many hosts may fail before the others have no turn; 10 percent by default.</summary>
    public RunBudgetMessage? Budget { get; init; }

    /// <summary>How it begins on few hosts; absent for all at once.</summary>
    public IReadOnlyList<RampStepMessage>? Ramp { get; init; }

    /// <summary>When hosts may have their turn; absent for always.</summary>
    public WindowMessage? Window { get; init; }

    /// <summary>What becomes of a host that is offline at its turn; it is skipped by default.</summary>
    public WhileOffline? WhileOffline { get; init; }

    /// <summary>Latest start on a host, in seconds from the start of the run; an hour by default.</summary>
    public int? TtlSeconds { get; init; }

    /// <summary>Longest time of it on a host, in seconds, where that is shorter than its own.</summary>
    public int? TimeoutSeconds { get; init; }
}

/// <summary>Body of <c>POST /api/v1/deployments/{name}/verbs/{verb}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeploymentVerbRequest
{
    /// <summary>Ids of some of its hosts; absent for all of them.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Values of parameters that the deployment does not name, such as secret ones.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Whether a playbook only looks at what it would change.</summary>
    public bool? Check { get; init; }

    /// <summary>Whether it starts, and goes on, while the fleet is frozen.</summary>
    public bool? IgnoresFreeze { get; init; }

    /// <summary>What a dry run told: refused where other hosts, or something else, would be run now.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A deployment as it is shown.</summary>
internal sealed record DeploymentView
{
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required RunbookReference Runbook { get; init; }

    public required string Q { get; init; }

    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public required DeploymentPace Pace { get; init; }

    public required string Note { get; init; }

    /// <summary>Also sent as ETag.</summary>
    public required long Revision { get; init; }

    /// <summary>The revision that its runbook and parameters have been the same since: hosts with an earlier one are outdated.</summary>
    public required long ContentRevision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    /// <summary>How many runs it has had.</summary>
    public required long Runs { get; init; }

    /// <summary>Its hosts by state; in a list without <c>count</c> those alone on which a verb has ended.</summary>
    public required IReadOnlyDictionary<string, long> Hosts { get; init; }

    /// <summary>Its newest run; absent for none, or where that is not stored any more.</summary>
    public RunView? LastRun { get; init; }
}

/// <summary>A deployment, whole.</summary>
internal sealed record DeploymentDetail
{
    public required DeploymentView Deployment { get; init; }

    /// <summary>What can be done with it, as its runbook says; empty where that is not published any more.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/deployments</c>.</summary>
internal sealed record DeploymentList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<DeploymentView> Deployments { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer to a write of a deployment.</summary>
internal sealed record DeploymentReply
{
    public required DeploymentView Deployment { get; init; }

    /// <summary>How many hosts it has now.</summary>
    public required long Count { get; init; }

    /// <summary>Whether nothing was written; absent else.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>A host of a deployment.</summary>
internal sealed record DeploymentHostView
{
    /// <summary>Id of the host.</summary>
    public required string Host { get; init; }

    public required string Hostname { get; init; }

    public required DeploymentHostState State { get; init; }

    /// <summary>Whether the query of the deployment has it now.</summary>
    public required bool IsMember { get; init; }

    /// <summary>The verb that ended on it last; absent for none.</summary>
    public string? Verb { get; init; }

    /// <summary>How that ended: a final phase of a run; absent for none.</summary>
    public string? Phase { get; init; }

    /// <summary>Why, as one sentence; absent where the phase says all.</summary>
    public string? Reason { get; init; }

    /// <summary>The run that did it; it may not be stored any more.</summary>
    public string? Run { get; init; }

    /// <summary>When that ended, UTC.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The revision that was deployed last, with success; absent while it is not there.</summary>
    public long? DeployedRevision { get; init; }

    /// <summary>When that was, UTC.</summary>
    public DateTimeOffset? DeployedAt { get; init; }

    public static DeploymentHostView Of(DeploymentHostRecord host) => new()
    {
        Host = host.AgentId,
        Hostname = host.Hostname,
        State = host.State,
        IsMember = host.IsMember,
        Verb = host.Verb,
        Phase = host.Phase,
        Reason = host.Reason,
        Run = host.RunId,
        At = host.At,
        DeployedRevision = host.DeployedRevision,
        DeployedAt = host.DeployedAt,
    };
}

/// <summary>Answer of <c>GET /api/v1/deployments/{name}/hosts</c>.</summary>
internal sealed record DeploymentHostList
{
    /// <summary>By id.</summary>
    public required IReadOnlyList<DeploymentHostView> Hosts { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>What begins in the log of a deployment.</summary>
internal sealed record DeploymentLogRun
{
    /// <summary>Id of the run whose output follows.</summary>
    public required string Run { get; init; }

    public required string Verb { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>How many hosts it has.</summary>
    public required long Hosts { get; init; }
}
