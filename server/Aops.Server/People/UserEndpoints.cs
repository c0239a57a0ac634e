using Aops.Native.Programs;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary><c>/api/v1/users</c>: the people who sign in, and their grants.</summary>
internal sealed class UserEndpoints(PersonStore store, GrantReader grants, EventLog events, TimeProvider clock)
{
    private const string One = "/api/v1/users/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/users", ListAsync).Is(UserApi.List).For(EndpointAccess.Administer);
        routes.MapPost("/api/v1/users", CreateAsync).Is(UserApi.Create).For(EndpointAccess.Administer);
        routes.MapGet(One, ShowAsync).Is(UserApi.Show).For(EndpointAccess.Administer);
        routes.MapPut(One, ReplaceAsync).Is(UserApi.Replace).For(EndpointAccess.Administer);
        routes.MapDelete(One, RemoveAsync).Is(UserApi.Remove).For(EndpointAccess.Administer);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<UserView, string?>
        {
            Start = null,
            Key = user => user.Name,
            Form = CursorKeys.Text,
            Row = AccessJson.Default.UserView,
            Read = async (after, limit, cancellationToken) =>
                [.. (await store.ListAsync(after ?? "", limit, cancellationToken)).Select(UserView.Of)],
        },
        (rows, next) => new UserList { Users = rows, Next = next }, AccessJson.Default.UserList);

    private async Task ShowAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var person = await store.FindAsync(name, context.RequestAborted) ?? throw AccessProblems.NoSuchUser(name);
        await WriteAsync(context, person, StatusCodes.Status200OK);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var (request, errors) = (await ReadAsync(context), new FieldErrors());
        AccessProblems.CheckName(request.Name, errors);
        var given = await CheckAsync(context, request, errors);
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var person = new Person
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Name = request.Name!,
            FullName = request.FullName ?? "",
            Password = Hash(request.Password, isDry),
            Grants = given,
            Revision = 1,
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = context.Actor().Name,
            IsDisabled = request.Disabled,
            IsOfProvider = request.Provider,
        };
        var outcome = await store.AddAsync(person, isDry, context.RequestAborted);
        if (outcome is not PersonOutcome.Done done) throw AccessProblems.Of(outcome, person.Name);
        if (!isDry)
        {
            events.Add(EventKinds.Access, $"The user {person.Name} was added: {Words(given)}.");
            context.Response.Headers.Location = $"/api/v1/users/{person.Name}";
        }
        await WriteAsync(context, done.Person, isDry ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task ReplaceAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var (request, errors) = (await ReadAsync(context), new FieldErrors());
        if (request.Name is { } other && other != name)
            errors.Add("name", $"the path names {name}, which never changes");
        var given = await CheckAsync(context, request, errors);
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var password = Hash(request.Password, isDry);
        var outcome = await store.ChangeAsync(
            name,
            before => before with
            {
                FullName = request.FullName ?? "",
                Password = request.Provider ? null : password ?? before.Password,
                IsOfProvider = request.Provider,
                Identity = request.Provider ? before.Identity : null,
                Grants = given,
                IsDisabled = request.Disabled,
                Failures = 0,
                LockedUntil = null,
            },
            RevisionTag.Wanted(context.Request), isDry, isAnyway: false, context.RequestAborted);
        if (outcome is not PersonOutcome.Done done) throw AccessProblems.Of(outcome, name);
        if (!isDry)
        {
            events.Add(EventKinds.Access, $"The user {name} was changed: {Words(given)}" +
                (request.Disabled ? ", disabled." : request.Password is null ? "." : ", with another password."));
        }
        await WriteAsync(context, done.Person, StatusCodes.Status200OK);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.RemoveAsync(
            name, RevisionTag.Wanted(context.Request), context.Actor(), clock.GetUtcNow(), isDry,
            context.RequestAborted);
        if (outcome is not PersonOutcome.Done) throw AccessProblems.Of(outcome, name);
        if (!isDry) events.Add(EventKinds.Access, $"The user {name} was removed with sessions and keys.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task<UserRequest> ReadAsync(HttpContext context) =>
        context.ReadJsonAsync(AccessJson.Default.UserRequest, ServerLimits.RequestBytesMax);

    private async Task<IReadOnlyList<Rights.Grant>> CheckAsync(
        HttpContext context, UserRequest request, FieldErrors errors)
    {
        errors.CheckLength("fullName", request.FullName, PeopleLimits.TextCharsMax);
        AccessProblems.CheckPassword("password", request.Password, errors);
        if (request is { Provider: true, Password: not null })
            errors.Add("password", "a user of the identity provider has none here");
        var given = await grants.ReadAsync(request.Grants, errors, context.RequestAborted);
        errors.ThrowIfAny();
        return given;
    }

    // A dry run is not made to wait for a hash that it throws away.
    private static string? Hash(string? password, bool isDry) =>
        password is null ? null : isDry ? "" : PasswordHash.Of(password);

    private static string Words(IReadOnlyList<Rights.Grant> grants) =>
        grants.Count == 0 ? "no grant" : string.Join(", ", grants.Select(Words));

    private static string Words(Rights.Grant grant) => Contracts.KebabName.Of(grant.Role) +
        (grant.Scope.Length == 0 ? "" : $" on \"{PlainText.Cut(grant.Scope, FleetLimits.QueryCharsTold)}\"");

    private static Task WriteAsync(HttpContext context, Person person, int status)
    {
        context.Response.Headers.ETag = RevisionTag.Of(person.Revision);
        return context.WriteJsonAsync(UserView.Of(person), AccessJson.Default.UserView, status);
    }
}
