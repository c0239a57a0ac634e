namespace Aops.Server.Events;

/// <summary>Answer of <c>GET /api/v1/hosts/{id}/timeline</c>.</summary>
internal sealed record HostTimeline
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<EventRecord> Events { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
