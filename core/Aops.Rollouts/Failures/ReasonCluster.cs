namespace Aops.Rollouts.Failures;

/// <summary>Charged hosts that give one reason.</summary>
/// <param name="Reason">The reason, each number in it as <c>#</c>.</param>
/// <param name="Hosts">How many.</param>
/// <param name="Traits">What these hosts have more often than the others that were attempted, the strongest first.</param>
public sealed record ReasonCluster(string Reason, int Hosts, IReadOnlyList<TraitLift> Traits);
