namespace Aops.Server.Heartbeats;

/// <summary>The version in an accepted heartbeat.</summary>
/// <param name="At">When it arrived.</param>
internal sealed record HeardVersion(string Version, DateTimeOffset At);
