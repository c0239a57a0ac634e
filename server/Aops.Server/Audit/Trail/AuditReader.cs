namespace Aops.Server.Audit.Trail;

/// <summary>Reads the audit, and waits for what comes.</summary>
/// <param name="ending">Cancelled when the server ends.</param>
internal sealed class AuditReader(AuditStore store, TimeProvider clock, CancellationToken ending)
{
    private readonly NewsSignal _news = new();

    /// <summary>A row was committed.</summary>
    public void Announce() => _news.Announce();

    /// <summary>Waits until there is a row of a filter after an id, or the time is over.</summary>
    public async Task WaitAsync(AuditFilter filter, long after, TimeSpan wait, CancellationToken aborted)
    {
        var until = clock.GetUtcNow() + wait;
        while (true)
        {
            // Subscribed before the query, so that no row in between is missed.
            var news = _news.Next;
            var left = until - clock.GetUtcNow();
            if (left <= TimeSpan.Zero || ending.IsCancellationRequested
                || (await store.ListAsync(filter, after, long.MaxValue, 1, aborted)).Count > 0)
            {
                return;
            }
            await NewsSignal.WaitAsync(news, left, clock, ending, aborted);
        }
    }
}
