using System.Globalization;
using System.Text;
using System.Text.Json;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Events;

/// <summary>
/// The event log as server-sent events: <c>id</c> is the event's, <c>event</c> its kind, <c>data</c> the event as JSON. It ends
/// with the server or the client, who goes on by the header <c>Last-Event-ID</c>.
/// </summary>
internal sealed class EventStream(EventReader reader)
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "text/event-stream";

    private int _count;

    /// <summary>Whether a request asks for a stream.</summary>
    public static bool IsAskedFor(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(range => range.MediaType == MediaType);

    /// <summary>Streams events until the client goes or the server ends.</summary>
    /// <param name="context">The request.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="after">The id that it begins after; null for what comes from now on.</param>
    /// <exception cref="RequestFault">There are <see cref="FleetLimits.EventStreamsMax"/> streams.</exception>
    public async Task WriteAsync(HttpContext context, EventFilter filter, long? after)
    {
        var place = ReadLastId(context.Request) ?? after ?? await reader.LastIdAsync(context.RequestAborted);
        if (Interlocked.Increment(ref _count) > FleetLimits.EventStreamsMax)
        {
            Interlocked.Decrement(ref _count);
            throw new RequestFault(
                ProblemKinds.Busy($"{FleetLimits.EventStreamsMax} requests follow the event log."), FleetLimits.EventStreamPing);
        }
        try
        {
            context.Response.ContentType = MediaType;
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            while (!reader.Ending.IsCancellationRequested) place = await WriteNextAsync(context, filter, place);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private async Task<long> WriteNextAsync(HttpContext context, EventFilter filter, long after)
    {
        var events = await reader.ReadOrWaitAsync(
            filter, after, ServerLimits.PageRowsMax, FleetLimits.EventStreamPing, context.RequestAborted);
        var text = new StringBuilder();
        foreach (var entry in events)
        {
            var json = JsonSerializer.Serialize(entry, ServerJson.Default.EventRecord);
            text.Append(CultureInfo.InvariantCulture, $"id: {entry.Id}\nevent: {entry.Kind}\ndata: {json}\n\n");
        }
        // A comment: a client that is gone is noticed by it.
        if (events.Count == 0) text.Append(":\n\n");
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        return events.Count > 0 ? events[^1].Id : after;
    }

    private static long? ReadLastId(HttpRequest request) => request.Headers["Last-Event-ID"] switch
    {
        { Count: 0 } => null,
        [var text] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
        _ => throw new RequestFault(ProblemKinds.BadQuery("Last-Event-ID takes the id of an event.")),
    };
}
