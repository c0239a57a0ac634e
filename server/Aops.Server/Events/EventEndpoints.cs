using Aops.Server.Api;
using Aops.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Events;

/// <summary><c>GET /api/events</c>: the event log, page by page, or waiting for news.</summary>
internal sealed class EventEndpoints(
    EventStore store, EventLog log, TimeProvider clock, CancellationToken cancellationToken)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/events", ListAsync).Is(EventApi.ListEarlier);

    private async Task ListAsync(HttpContext context)
    {
        var request = context.Request;
        var limit = request.Limit();
        var after = request.Number("after", -1, 0, long.MaxValue);
        var agentId = request.Query["agent"] is [{ Length: > 0 } agent] ? agent : null;
        var wait = request.Number("wait", 0, 0, ServerLimits.EventsWaitSecondsMax);

        // Subscribed before the query, so that no event in between is missed.
        var news = log.News;
        var events = await ReadAsync(after, limit, agentId, context.RequestAborted);
        if (events.Count == 0 && wait > 0)
        {
            await WaitAsync(news, TimeSpan.FromSeconds(wait), context.RequestAborted);
            events = await ReadAsync(after, limit, agentId, context.RequestAborted);
        }
        var reply = new EventsReply
        {
            Events = events,
            Next = events.Count > 0 ? events[^1].Id : Math.Max(after, 0),
        };
        await context.WriteJsonAsync(reply, ServerJson.Default.EventsReply);
    }

    private ValueTask<List<EventRecord>> ReadAsync(
        long after, int limit, string? agentId, CancellationToken cancellationToken) =>
        after < 0
            ? store.ListLastAsync(limit, agentId, cancellationToken)
            : store.ListAsync(after, limit, agentId, cancellationToken);

    private async Task WaitAsync(Task news, TimeSpan wait, CancellationToken aborted)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, cancellationToken);
        try
        {
            await news.WaitAsync(wait, clock, ends.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            aborted.ThrowIfCancellationRequested();
        }
    }
}
