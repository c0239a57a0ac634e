using Aops.Server.Actors;
using Aops.Server.Api;
using Aops.Server.Connections;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.People;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.SingleSignOn;

/// <summary>The sign-in by the identity provider: browsers begin and come back, programs get a code.</summary>
/// <param name="flow">The flow; null without a provider.</param>
internal sealed class ProviderEndpoints(SignInFlow? flow, SignIn signIn, EventLog events, TimeProvider clock)
{
    private readonly SignInCodes _codes = new(clock);
    private readonly LogLimiter _limiter = new(clock);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ProviderPaths.Ways, ShowAsync).Is(ProviderApi.Ways).For(EndpointAccess.Open);
        routes.MapGet(ProviderPaths.Begin, BeginAsync).Is(ProviderApi.Begin).For(EndpointAccess.Open);
        routes.MapGet(ProviderPaths.Callback, ReturnAsync).Is(ProviderApi.Return).For(EndpointAccess.Open);
        routes.MapPost(ProviderPaths.Code, TradeAsync).Is(ProviderApi.Code).For(new EndpointAccess(Caller.SignIn, 0));
    }

    private Task ShowAsync(HttpContext context) => context.WriteJsonAsync(
        new SignInWays { Provider = flow?.Name, Path = flow is null ? null : ProviderPaths.Begin },
        SignInJson.Default.SignInWays);

    private Task BeginAsync(HttpContext context) => GuardAsync(context, async provider =>
    {
        QueryGate.Check(context);
        var request = context.Request;
        var path = request.Word("return") ?? "/";
        if (!ProviderPaths.IsLocal(path)) throw IdentityProblems.BadReturn;
        var browser = Secrets.NewToken("");
        var address = await provider.BeginAsync(
            path, ReadLoopback(request), ClientAddress.Of(context.Connection.RemoteIpAddress), browser,
            context.RequestAborted);
        BrowserCookie.Write(context.Response, browser);
        Redirect(context, address);
    });

    private Task ReturnAsync(HttpContext context)
    {
        Loopback? waiting = null;
        return GuardAsync(context, async provider =>
        {
            var pending = provider.Take(context.Request.Query["state"], BrowserCookie.Read(context.Request));
            waiting = pending.Program;
            await FinishAsync(context, provider, pending);
        }, () => waiting);
    }

    private async Task FinishAsync(HttpContext context, SignInFlow provider, PendingSignIn pending)
    {
        var query = context.Request.Query;
        var person = await provider.FinishAsync(
            pending, new ProviderAnswer { Code = query["code"], Issuer = query["iss"], Error = query["error"] },
            context.RequestAborted);
        BrowserCookie.Remove(context.Response);
        if (pending.Program is { } program)
        {
            await SignInPage.AskAsync(context, person.Name, program.Address(_codes.Make(person.Id, program.Challenge)));
            return;
        }
        var begun = await OpenAsync(context, person.Id)
            ?? throw IdentityProblems.Of(new ProviderOutcome.Disabled(), provider.Name, person.Name);
        SessionCookie.Write(context.Response, begun.Word);
        Redirect(context, pending.ReturnPath);
    }

    private async Task TradeAsync(HttpContext context)
    {
        SessionCookie.RefuseOtherSites(context.Request);
        var shown = BasicCredentials.Read(context.Request)!;
        var begun = _codes.Take(shown.Name, shown.Password) is { } userId ? await OpenAsync(context, userId) : null;
        if (begun is null) throw new RequestFault(IdentityProblems.CodeRefusal);
        await SessionEndpoints.AnswerAsync(context, begun);
    }

    private Task<NewSession?> OpenAsync(HttpContext context, string userId) => signIn.OpenAsync(
        userId, renewed: null, context.Address(), SessionEndpoints.ClientOf(context.Request), context.RequestAborted);

    private static Loopback? ReadLoopback(HttpRequest request)
    {
        var (port, state, challenge) = (request.Word("port"), request.Word("state"), request.Word("challenge"));
        if (port is null && state is null && challenge is null) return null;
        var program = new Loopback(int.TryParse(port, out var number) ? number : 0, state ?? "", challenge ?? "");
        return program.IsValid ? program : throw IdentityProblems.BadLoopback;
    }

    private static void Redirect(HttpContext context, string address)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = address;
    }

    // A program that waits is told by the browser, too: it would wait on.
    private async Task GuardAsync(HttpContext context, Func<SignInFlow, Task> run, Func<Loopback?>? program = null)
    {
        try
        {
            await run(flow ?? throw IdentityProblems.NoProvider);
        }
        catch (SignInFault fault)
        {
            if (_limiter.Admits("identity-provider", out var leftOut))
            {
                events.Add(EventKinds.Access, $"A sign-in by {flow!.Name} failed: {fault.Message} " +
                    $"({leftOut} more since the last event).");
            }
            await RefuseAsync(context, IdentityProblems.Failed(flow!.Name, fault.Message), program?.Invoke());
        }
        catch (RequestFault fault)
        {
            await RefuseAsync(context, fault, program?.Invoke());
        }
    }

    // A program is answered by the middleware for problems, and a person by a page.
    private static Task RefuseAsync(HttpContext context, RequestFault fault, Loopback? program)
    {
        if (!SignInPage.IsWanted(context.Request)) throw fault;
        var problem = fault.Problem;
        string?[] sentences = [problem.Detail, problem.Fix];
        return SignInPage.RefuseAsync(
            context, problem.Status, problem.Title!, [.. sentences.OfType<string>()], program);
    }
}
