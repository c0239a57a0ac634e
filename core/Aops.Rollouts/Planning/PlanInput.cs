using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Planning;

/// <summary>What a plan is made from.</summary>
public sealed record PlanInput
{
    /// <summary>Id that the rollout will have: it decides the order of hosts.</summary>
    public required string RolloutId { get; init; }

    /// <summary>The layer.</summary>
    public required string Layer { get; init; }

    /// <summary>The revision that hosts are to have; the layer's head before it is <see cref="From"/>.</summary>
    public required long To { get; init; }

    /// <summary>The revision that most hosts have now; 0 for none.</summary>
    public required long From { get; init; }

    /// <summary>How it goes.</summary>
    public required RolloutStrategy Strategy { get; init; }

    /// <summary>Every host of the layer.</summary>
    public required IReadOnlyList<PlanHost> Hosts { get; init; }

    /// <summary>The time, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long a host takes from its order to its verdict, by the last rollouts.</summary>
    public required TimeSpan HostTime { get; init; }
}
