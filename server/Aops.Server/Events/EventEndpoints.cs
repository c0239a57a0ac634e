using Aops.Server.Rights;
using Aops.Server.Security;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Events;

/// <summary><c>GET /api/v1/events</c>: the event log, as a list, with a wait for news, or as a stream.</summary>
internal sealed class EventEndpoints(EventReader reader, EventRequest requests)
{
    private readonly EventStream _stream = new(reader);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/events", ListAsync).Is(EventApi.List)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/events", ListEarlierAsync).Is(EventApi.ListEarlier)
            .For(EndpointAccess.Read(Reach.Chosen));
    }

    private async Task ListAsync(HttpContext context)
    {
        var filter = await requests.ReadAsync(context);
        if (EventStream.IsAskedFor(context.Request))
        {
            RefuseCursor(context.Request);
            await _stream.WriteAsync(context, filter, After(context));
            return;
        }
        var form = ListForm.Of(context.Request);
        if (form == ListForm.Json)
        {
            RefuseCursor(context.Request);
            await WritePageAsync(context, filter);
        }
        else await context.WriteRowsAsync(Rows(filter, After(context) ?? 0), form);
    }

    // Pages of JSON and streams go on by an id: a cursor would be ignored.
    private static void RefuseCursor(HttpRequest request)
    {
        if (request.Word(StandardParameters.Cursor.Name) is not null) throw new RequestFault(ProblemKinds.BadCursor);
    }

    private Task ListEarlierAsync(HttpContext context)
    {
        var id = context.Request.Word("agent");
        return WritePageAsync(context, new EventFilter
        {
            AgentId = string.IsNullOrEmpty(id) ? null : id,
            Hosts = ScopeQuery.OrNull(context.Scope()),
        });
    }

    private async Task WritePageAsync(HttpContext context, EventFilter filter)
    {
        var after = After(context);
        var wait = TimeSpan.FromSeconds(context.Request.Number(EventApi.Wait));
        var events = await reader.ReadOrWaitAsync(
            filter, after, context.Request.Limit(), wait, context.RequestAborted);
        var next = events.Count > 0 ? events[^1].Id : after ?? 0;
        await context.WriteJsonAsync(new EventsReply { Events = events, Next = next }, ServerJson.Default.EventsReply);
    }

    private ListSource<EventRecord, long> Rows(EventFilter filter, long first) => new()
    {
        Row = ServerJson.Default.EventRecord,
        Start = first,
        Key = entry => entry.Id,
        Form = CursorKeys.Number,
        Read = async (after, limit, cancellationToken) =>
            await reader.ReadAsync(filter, after, limit, cancellationToken),
    };

    private static long? After(HttpContext context) =>
        context.Request.Word("after") is { Length: > 0 } ? context.Request.Number(EventApi.After) : null;
}
