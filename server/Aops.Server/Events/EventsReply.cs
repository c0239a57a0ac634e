namespace Aops.Server.Events;

/// <summary>Answer of <c>GET /api/events</c>.</summary>
internal sealed record EventsReply
{
    /// <summary>By ascending id.</summary>
    public required IReadOnlyList<EventRecord> Events { get; init; }

    /// <summary>What to send as <c>after</c> next time.</summary>
    public required long Next { get; init; }
}
