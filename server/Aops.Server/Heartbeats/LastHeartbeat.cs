using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats;

/// <summary>The last heartbeat of an agent, without the reports of its sub-agents.</summary>
/// <param name="Heartbeat">The heartbeat.</param>
/// <param name="Bytes">Its size as JSON, about.</param>
/// <param name="StoredAt">
/// When a status was stored that says the same apart from its number and measured values; null where none was, or where it
/// had reports, which are not here.
/// </param>
/// <param name="Repeat">By what the next ones without news are recognized; null where nothing is known of them.</param>
internal sealed record LastHeartbeat(
    HeartbeatRequest Heartbeat, int Bytes, DateTimeOffset? StoredAt, HeartbeatRepeat? Repeat = null)
{
    /// <summary>The heartbeat with the numbers and measured values of the newest that repeated it.</summary>
    public HeartbeatRequest Newest => Repeat?.Newest ?? Heartbeat;

    /// <summary>What it costs of the cache.</summary>
    public int BytesHeld => Bytes + (Repeat?.Body.Length ?? 0);
}
