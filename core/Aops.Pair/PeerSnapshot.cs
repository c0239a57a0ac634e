namespace Aops.Pair;

/// <summary>The other half at one moment.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Pid">Its pid, or null while it is away.</param>
/// <param name="Version">The version it said last, or null.</param>
/// <param name="Revivals">How often it was started by this half, in this life.</param>
public sealed record PeerSnapshot(PeerState State, int? Pid, string? Version, int Revivals);
