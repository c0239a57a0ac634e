using Aops.Server.Actors;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary>
/// <c>/api/v1/sessions</c>: a browser signs in with a name and a password, and has a cookie from then on. Each user sees and
/// ends one's own sessions, an admin all.
/// </summary>
internal sealed class SessionEndpoints(SessionStore store, SignIn signIn, EventLog events, TimeProvider clock)
{
    /// <summary>The session of the request itself.</summary>
    private const string Current = "current";

    private readonly LogLimiter _limiter = new(clock);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/sessions", BeginAsync).Is(SessionApi.Begin)
            .For(new EndpointAccess(Caller.SignIn, 0));
        routes.MapGet("/api/v1/sessions", ListAsync).Is(SessionApi.List).For(EndpointAccess.Own);
        routes.MapDelete("/api/v1/sessions/{id}", EndAsync).Is(SessionApi.End).For(EndpointAccess.Own);
    }

    /// <summary>Answers with a session that has begun, and its cookie.</summary>
    public static Task AnswerAsync(HttpContext context, NewSession begun)
    {
        SessionCookie.Write(context.Response, begun.Word);
        context.Response.Headers.Location = $"/api/v1/sessions/{begun.Session.Id}";
        var view = SessionView.Of(begun.Session, begun.Session.Id);
        return context.WriteJsonAsync(view, AccessJson.Default.SessionView, StatusCodes.Status201Created);
    }

    /// <summary>What a browser or program calls itself; null for nothing.</summary>
    public static string? ClientOf(HttpRequest request)
    {
        var client = (string?)request.Headers.UserAgent;
        return client?.Length > PeopleLimits.TextCharsMax ? client[..PeopleLimits.TextCharsMax] : client;
    }

    private async Task BeginAsync(HttpContext context)
    {
        SessionCookie.RefuseOtherSites(context.Request);
        var shown = BasicCredentials.Read(context.Request)!;
        var begun = await signIn.TryAsync(
            shown.Name, shown.Password, context.Address(), ClientOf(context.Request), context.RequestAborted);
        if (begun is null)
        {
            // Told of by the address alone: people type passwords in the place of names.
            if (_limiter.Admits("sign-in", out var leftOut))
            {
                events.Add(EventKinds.Access,
                    $"A sign-in from {context.Address()} was refused ({leftOut} more of any address since the last event).");
            }
            throw new RequestFault(SignInProblems.Refusal);
        }
        await AnswerAsync(context, begun);
    }

    private async Task ListAsync(HttpContext context)
    {
        var actor = context.Actor();
        var owner = IsAdmin(context) ? null : actor.UserId ?? "";
        await context.WriteListAsync(
            new ListSource<SessionView, string?>
            {
                Start = null,
                Key = session => session.Id,
                Form = CursorKeys.Text,
                Row = AccessJson.Default.SessionView,
                Read = async (after, limit, cancellationToken) =>
                    [.. (await store.ListAsync(owner, after ?? "", limit, clock.GetUtcNow(), cancellationToken))
                        .Select(session => SessionView.Of(session, actor.SessionId))],
            },
            (rows, next) => new SessionList { Sessions = rows, Next = next }, AccessJson.Default.SessionList);
    }

    private async Task EndAsync(HttpContext context)
    {
        var actor = context.Actor();
        var name = context.RouteName("id");
        var id = name == Current ? actor.SessionId ?? name : name;
        var owner = IsAdmin(context) ? null : actor.UserId ?? "";
        var isThere = context.Request.Flag(StandardParameters.DryRun.Name)
            ? (await store.ListAsync(owner, "", int.MaxValue, clock.GetUtcNow(), context.RequestAborted))
                .Exists(session => session.Id == id)
            : await store.RemoveAsync(id, owner, context.RequestAborted);
        if (!isThere) throw AccessProblems.NoSuchSession(name);
        if (id == actor.SessionId) SessionCookie.Remove(context.Response);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static bool IsAdmin(HttpContext context) => context.Admission().Operator!.Rights.Has(Right.Administer);
}
