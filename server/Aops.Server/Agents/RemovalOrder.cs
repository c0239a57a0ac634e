namespace Aops.Server.Agents;

/// <summary>Who removes hosts, when, and why; stored with the event of each removal.</summary>
/// <param name="By">Name of the operator's token; null where no operator asked for it.</param>
/// <param name="Message">Why; may be empty.</param>
/// <param name="Now">The time.</param>
internal sealed record RemovalOrder(string? By, string Message, DateTimeOffset Now);
