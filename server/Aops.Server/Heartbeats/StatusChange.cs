namespace Aops.Server.Heartbeats;

/// <summary>One thing that differs between two heartbeats and that an operator wants to know.</summary>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Message">A sentence.</param>
internal readonly record struct StatusChange(string Kind, string Message);
