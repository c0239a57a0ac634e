using Aops.Server.Actors;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary><c>/api/v1/me</c>: who sends the request.</summary>
internal sealed class MeEndpoints(PersonStore store, SignIn signIn, EventLog events)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/me", ShowAsync).Is(SessionApi.Me).For(EndpointAccess.Own);
        routes.MapPost("/api/v1/me/password", ChangePasswordAsync).Is(SessionApi.Password).For(EndpointAccess.Own);
    }

    private static Task ShowAsync(HttpContext context) =>
        context.WriteJsonAsync(MeView.Of(context.Admission().Operator!), AccessJson.Default.MeView);

    private async Task ChangePasswordAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(AccessJson.Default.PasswordRequest, ServerLimits.RequestBytesMax);
        var actor = context.Actor();
        if (actor.Kind != ActorKind.User)
        {
            throw new RequestFault(ProblemKinds.Make(
                403, "not-a-session", "A key changes no password",
                "The password of a user is changed by a session of that user. Nothing was changed.",
                "Sign in by POST /api/v1/sessions; an admin sets another password by PUT /api/v1/users/NAME."));
        }
        var errors = new FieldErrors();
        AccessProblems.CheckPassword("next", request.Next, errors);
        errors.ThrowIfAny();
        var person = await store.FindAsync(actor.Name, context.RequestAborted);
        if (!await signIn.IsRightAsync(person, request.Current, context.RequestAborted))
            throw new RequestFault(SignInProblems.Refusal);
        if (!context.Request.Flag(StandardParameters.DryRun.Name))
        {
            var hash = PasswordHash.Of(request.Next);
            var outcome = await store.ChangeAsync(
                actor.Name, before => before with { Password = hash }, expected: null, isDry: false, isAnyway: false,
                context.RequestAborted);
            if (outcome is not PersonOutcome.Done) throw AccessProblems.Of(outcome, actor.Name);
            SessionCookie.Remove(context.Response);
            events.Add(EventKinds.Access, $"The user {actor.Name} has changed the password.");
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
