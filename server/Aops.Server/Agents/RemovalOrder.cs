using Aops.Server.Actors;

namespace Aops.Server.Agents;

/// <summary>Who removes hosts, when, and why; stored with the event of each removal.</summary>
/// <param name="By">Who removes them.</param>
/// <param name="Message">Why; may be empty.</param>
/// <param name="Now">The time.</param>
internal sealed record RemovalOrder(Actor By, string Message, DateTimeOffset Now);
