namespace Aops.Server.Heartbeats;

/// <summary>The version in an accepted heartbeat.</summary>
/// <param name="Version">The version.</param>
/// <param name="At">When it arrived.</param>
internal sealed record HeardVersion(string Version, DateTimeOffset At);
