namespace Aops.Server.Rollouts;

/// <summary>How the hosts of a layer differ from those of a rollout.</summary>
/// <param name="Newcomers">Hosts of the layer that the rollout does not have; a piece of them.</param>
/// <param name="Missing">Hosts of the rollout that the layer does not have, and whether each is in the fleet.</param>
internal sealed record LayerDrift(IReadOnlyList<string> Newcomers, IReadOnlyList<(string Id, bool IsKnown)> Missing);
