namespace Aops.Server.Heartbeats;

/// <summary>The version in an accepted heartbeat.</summary>
/// <param name="At">When it arrived.</param>
internal readonly record struct HeardVersion(string Version, DateTimeOffset At);
