namespace Aops.Hosting.Connections;

/// <summary>A signed target that did not work on this host; it is not tried again.</summary>
/// <param name="Generation">Its generation.</param>
/// <param name="Reason">Why, a sentence without an end.</param>
/// <param name="At">When that was found, UTC.</param>
public sealed record FailedAuthority(long Generation, string Reason, DateTimeOffset At);
