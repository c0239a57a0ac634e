using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Planning;

/// <summary>What a rollout would do, resolved to hosts. Nothing is ordered that was not planned.</summary>
public sealed record RolloutPlan
{
    /// <summary>What it was made from, without its hosts.</summary>
    public required string Layer { get; init; }

    /// <summary>The revision that hosts are to have.</summary>
    public required long To { get; init; }

    /// <summary>Every host of the layer, by stage and position; excluded ones too, with their reason.</summary>
    public required IReadOnlyList<Assignment> Assignments { get; init; }

    /// <summary>Each stage.</summary>
    public required IReadOnlyList<StagePlan> Stages { get; init; }

    /// <summary>Excluded hosts by reason.</summary>
    public required IReadOnlyDictionary<Exclusion, int> Excluded { get; init; }

    /// <summary>Hosts that would go back without a signed permission: with one or more the rollout is not started.</summary>
    public required int LackingPermission { get; init; }

    /// <summary>How long it takes for the hosts that can be reached now, if none fails; null where a window never opens.</summary>
    public required TimeSpan? Eta { get; init; }

    /// <summary>
    /// The same with those that are expected back by their presence of the last days; null where that is not known of
    /// one of them.
    /// </summary>
    public required TimeSpan? EtaOfWaiting { get; init; }

    /// <summary>Names what was planned: layer, revisions, strategy, and each host with its stage.</summary>
    public required string Hash { get; init; }

    /// <summary>Hosts that would be ordered, now or when they are back.</summary>
    public int Hosts => Stages.Sum(stage => stage.Hosts + stage.Waiting);

    /// <summary>The stages at the start.</summary>
    /// <param name="now">The time, UTC.</param>
    public IReadOnlyList<StageStanding> ToStandings(DateTimeOffset now) =>
        [.. Stages.Select(stage => new StageStanding { Canaries = stage.Canaries.Count, Since = now })];
}
