namespace Aops.Server.Heartbeats;

/// <summary>A difference between two heartbeats that is reported to operators.</summary>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Series">What it repeats on this host: the sub-agent and its state; null for what is told by itself.</param>
internal readonly record struct StatusChange(string Kind, string Message, string? Series = null);
