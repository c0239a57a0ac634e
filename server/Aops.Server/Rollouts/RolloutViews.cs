using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>A rollout as it is listed.</summary>
internal record RolloutView
{
    public required string Id { get; init; }

    public required string Layer { get; init; }

    /// <summary>How far it is: <c>planned</c>, <c>running</c>, <c>halted</c>, …</summary>
    public required string State { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why it is in its state; absent where the state says all.</summary>
    public string? Why { get; init; }

    /// <summary>Why it was made, in the author's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Name of its strategy.</summary>
    public required string Strategy { get; init; }

    /// <summary>The revision that hosts get; absent before it has begun, as it is made then.</summary>
    public long? Revision { get; init; }

    /// <summary>The newest revision of the layer when it was made.</summary>
    public required long Base { get; init; }

    public required string PlanHash { get; init; }

    /// <summary>Hosts of the plan.</summary>
    public required int Hosts { get; init; }

    /// <summary>Hosts by their state.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Hosts with a verdict that is not blameless.</summary>
    public required int Attempted { get; init; }

    /// <summary>Those of them that are charged.</summary>
    public required int Charged { get; init; }

    /// <summary>Whether most of the open orders are hindered by the server, the repository or the network.</summary>
    public required bool IsHindered { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The rollout that it takes back.</summary>
    public string? UndoOf { get; init; }

    /// <summary>The rollout that takes it back.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>Whether nothing was changed: what would be. Absent else.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/rollouts</c>.</summary>
internal sealed record RolloutList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<RolloutView> Rollouts { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>One rollout, whole.</summary>
internal sealed record RolloutDetail
{
    public required RolloutView Rollout { get; init; }

    public required StrategyMessage Strategy { get; init; }

    public required PlanView Plan { get; init; }

    /// <summary>What differs from the newest revision of the layer when it was made.</summary>
    public required IReadOnlyList<FieldChange> Changes { get; init; }

    public required IReadOnlyList<StageView> Stages { get; init; }

    /// <summary>Who approved it.</summary>
    public required IReadOnlyList<string> Approvers { get; init; }

    /// <summary>How many persons have to.</summary>
    public required int ApprovalsNeeded { get; init; }

    /// <summary>Charged hosts by their reason, the largest group first.</summary>
    public required IReadOnlyList<ClusterView> Failures { get; init; }

    /// <summary>What operators may do with it now: <c>pause</c>, <c>abort</c>, …</summary>
    public required IReadOnlyList<string> Verbs { get; init; }
}

/// <summary>How a stage stands.</summary>
internal sealed record StageView
{
    public required string Name { get; init; }

    /// <summary><c>waiting</c>, <c>canary</c>, <c>ramping</c>, <c>soaking</c>, …</summary>
    public required string State { get; init; }

    /// <summary>What it waits for: <c>none</c>, <c>previous</c>, <c>window</c>, <c>approval</c> or <c>time</c>.</summary>
    public required string Wait { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>How many of its hosts are to prove themselves first.</summary>
    public required int Canaries { get; init; }

    /// <summary>Hosts by their state.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Hosts with a verdict that is not blameless: the rate of the budget is over them.</summary>
    public required int Attempted { get; init; }

    /// <summary>Those of them that are charged.</summary>
    public required int Charged { get; init; }
}

/// <summary>Charged hosts that give one reason.</summary>
/// <param name="Reason">The reason, each number in it as <c>#</c>.</param>
/// <param name="Hosts">How many.</param>
/// <param name="Traits">What they have more often than the others that were attempted, the strongest first.</param>
internal sealed record ClusterView(string Reason, int Hosts, IReadOnlyList<TraitView> Traits);

/// <summary>How much more often hosts with a trait are charged.</summary>
internal sealed record TraitView
{
    /// <summary><c>kernel</c>, <c>distribution</c>, <c>architecture</c> or <c>sub-agent NAME</c>.</summary>
    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>Charged hosts with it, for this reason.</summary>
    public required int Charged { get; init; }

    /// <summary>Attempted hosts with it.</summary>
    public required int Attempted { get; init; }

    /// <summary>Rate of those with it by the rate of all.</summary>
    public required double Lift { get; init; }
}

/// <summary>A host of a rollout.</summary>
internal sealed record RolloutHostView
{
    public required string Id { get; init; }

    /// <summary>Its name; absent where it has left the fleet.</summary>
    public string? Hostname { get; init; }

    /// <summary><c>eligible</c>, <c>ordered</c>, <c>downloading</c>, <c>succeeded</c>, …</summary>
    public required string State { get; init; }

    /// <summary>Why, as one sentence.</summary>
    public required string Why { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required string Stage { get; init; }

    public required bool IsCanary { get; init; }

    /// <summary>How much of the download is done; absent where it does not tell.</summary>
    public int? Percent { get; init; }

    /// <summary>How often it was ordered.</summary>
    public required int Attempt { get; init; }

    /// <summary>Why it is left out; absent where it is not.</summary>
    public string? Exclusion { get; init; }

    /// <summary>What hindered it: <c>server</c>, <c>network</c> or <c>disk</c>; absent for nothing.</summary>
    public string? Cause { get; init; }

    /// <summary>When it is lost, UTC; absent where it has no order.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    public required string Distribution { get; init; }

    public required string Kernel { get; init; }

    public required string Architecture { get; init; }
}

/// <summary>Answer of <c>GET …/hosts</c>.</summary>
internal sealed record RolloutHostList
{
    /// <summary>By stage and position.</summary>
    public required IReadOnlyList<RolloutHostView> Hosts { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
