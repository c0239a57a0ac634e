namespace Aops.Server.Heartbeats;

/// <summary>The version of an agent that a heartbeat was accepted from.</summary>
/// <param name="Version">The version.</param>
/// <param name="At">When it came.</param>
internal sealed record HeardVersion(string Version, DateTimeOffset At);
