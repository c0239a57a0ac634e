namespace Aops.Server.Heartbeats;

/// <summary>A difference between two heartbeats that is reported to operators.</summary>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Message">A sentence.</param>
internal readonly record struct StatusChange(string Kind, string Message);
