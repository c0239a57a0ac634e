using System.Text.Json.Serialization.Metadata;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Enrolment;

/// <summary>Lists, decides and forgets requests for a consent, for operators.</summary>
/// <param name="store">The requests.</param>
/// <param name="type">How one is written.</param>
internal abstract class ConsentEndpoints<TRequest>(ConsentStore<TRequest> store, JsonTypeInfo<TRequest> type)
    where TRequest : class, IConsentRequest
{
    /// <summary>The requests as rows of a list.</summary>
    protected ListSource<TRequest, TimeKey> Rows { get; } = new()
    {
        Start = TimeKey.First,
        Key = request => TimeKey.Of(request.AskedAt, request.Id),
        Form = CursorKeys.Time,
        Row = type,
        Read = async (after, limit, cancellationToken) => await store.ListAsync(after, limit, cancellationToken),
    };

    /// <summary>Decides a request.</summary>
    protected async Task DecideAsync(HttpContext context, ConsentState state)
    {
        var id = context.RouteName("id");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var decided = (isDry
            ? await store.FindAsync(id, context.RequestAborted)
            : await store.DecideAsync(id, state, context.RequestAborted)) ?? throw NoSuchRequest(id);
        if (!isDry) Tell(decided, state);
        await context.WriteJsonAsync(With(decided, state), type);
    }

    /// <summary>Forgets a request.</summary>
    protected async Task RemoveAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var isThere = context.Request.Flag(StandardParameters.DryRun.Name)
            ? await store.FindAsync(id, context.RequestAborted) is not null
            : await store.RemoveAsync(id, context.RequestAborted);
        if (!isThere) throw NoSuchRequest(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Adds the event of a decision.</summary>
    /// <param name="state">Approved or refused.</param>
    protected abstract void Tell(TRequest decided, ConsentState state);

    /// <summary>The same request in another state.</summary>
    protected abstract TRequest With(TRequest request, ConsentState state);

    /// <summary>That there is no request with an id.</summary>
    protected abstract RequestFault NoSuchRequest(string id);
}
