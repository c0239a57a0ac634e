using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Planning;

/// <summary>A host of the layer, as it is when a rollout is planned.</summary>
public sealed record PlanHost
{
    /// <summary>The host.</summary>
    public required string HostId { get; init; }

    /// <summary>What tells it apart.</summary>
    public required HostTraits Traits { get; init; }

    /// <summary>Index of the first stage whose query it is of; null for none.</summary>
    public int? Stage { get; init; }

    /// <summary>Whether it can be ordered now.</summary>
    public HostReach Reach { get; init; }

    /// <summary>What excludes it; null for nothing.</summary>
    public Exclusion? Exclusion { get; init; }

    /// <summary>
    /// Whether its version goes back below its floor, and nothing signed permits that. One such host refuses the plan.
    /// </summary>
    public bool LacksPermission { get; init; }

    /// <summary>Whether nothing would say any more which version of the suite it should run.</summary>
    public bool LosesVersion { get; init; }

    /// <summary>Bytes that it would download; 0 where it has the slot.</summary>
    public long Bytes { get; init; }

    /// <summary>Its zone by the name of the tz database; null where it is not known.</summary>
    public string? Zone { get; init; }

    /// <summary>When it is expected back, by its presence of the last days; null where it is online or that is not known.</summary>
    public TimeSpan? ReturnsIn { get; init; }
}
