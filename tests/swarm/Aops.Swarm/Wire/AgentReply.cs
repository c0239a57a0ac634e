using System.Net;

namespace Aops.Swarm.Wire;

/// <summary>An answer of the server to a simulated host.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Value">What it holds; null unless the status is 200.</param>
/// <param name="Code">The code of its problem; null for none.</param>
/// <param name="RetryAfter">How long to wait; null where the answer does not say.</param>
public sealed record AgentReply<T>(HttpStatusCode Status, T? Value, string? Code, TimeSpan? RetryAfter)
    where T : class;
