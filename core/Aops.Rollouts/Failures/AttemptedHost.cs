using Aops.Rollouts.Hosts;

namespace Aops.Rollouts.Failures;

/// <summary>A host that was attempted, with what tells it apart.</summary>
/// <param name="Traits">What tells it apart.</param>
/// <param name="IsCharged">Whether it was charged.</param>
/// <param name="Reason">Why it was; null where it succeeded.</param>
public sealed record AttemptedHost(HostTraits Traits, bool IsCharged, string? Reason);
