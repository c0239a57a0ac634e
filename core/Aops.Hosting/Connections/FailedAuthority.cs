namespace Aops.Hosting.Connections;

/// <summary>A signed target that failed on this host; it is not tried again.</summary>
/// <param name="Reason">A clause without a full stop.</param>
/// <param name="At">Time of the failure, UTC.</param>
public sealed record FailedAuthority(long Generation, string Reason, DateTimeOffset At);
