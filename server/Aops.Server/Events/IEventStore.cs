namespace Aops.Server.Events;

/// <summary>The queries about events.</summary>
internal interface IEventStore
{
    /// <summary>Adds to the end of the log; the oldest beyond the bound go.</summary>
    Task AppendEventsAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellationToken);

    /// <summary>Events by ascending id.</summary>
    ValueTask<IReadOnlyList<EventRecord>> ListEventsAsync(
        long after, int limit, string? agentId, CancellationToken cancellationToken);

    /// <summary>The newest events by ascending id.</summary>
    ValueTask<IReadOnlyList<EventRecord>> ListLastEventsAsync(
        int limit, string? agentId, CancellationToken cancellationToken);
}
