namespace Aops.Server.Events;

/// <summary>Reads the event log, and waits for what comes.</summary>
internal sealed class EventReader(EventStore store, EventLog log, TimeProvider clock, CancellationToken ending)
{
    /// <summary>Cancelled when the server ends.</summary>
    public CancellationToken Ending => ending;

    /// <summary>The id of the newest event.</summary>
    public ValueTask<long> LastIdAsync(CancellationToken cancellationToken) => store.LastIdAsync(cancellationToken);

    /// <summary>Events after an id, the oldest first; the newest ones where it is null.</summary>
    public ValueTask<List<EventRecord>> ReadAsync(
        EventFilter filter, long? after, int limit, CancellationToken cancellationToken) => after is { } id
        ? store.ListAsync(filter, id, limit, clock.GetUtcNow(), cancellationToken)
        : store.ListLastAsync(filter, limit, clock.GetUtcNow(), cancellationToken);

    /// <summary>Reads events; where there are none, once more after the wait or after others were stored.</summary>
    public async Task<List<EventRecord>> ReadOrWaitAsync(
        EventFilter filter, long? after, int limit, TimeSpan wait, CancellationToken aborted)
    {
        var until = clock.GetUtcNow() + wait;
        while (true)
        {
            // Subscribed before the query, so that no event in between is missed.
            var news = log.News;
            var events = await ReadAsync(filter, after, limit, aborted);
            var left = until - clock.GetUtcNow();
            if (events.Count > 0 || left <= TimeSpan.Zero || ending.IsCancellationRequested) return events;
            await NewsSignal.WaitAsync(news, left, clock, ending, aborted);
        }
    }
}
