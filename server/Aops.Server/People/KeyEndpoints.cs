using System.Text.Json;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Idempotency;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary>
/// <c>/api/v1/keys</c>: keys of users, each its own, and of programs. Admins see and revoke all of them.
/// </summary>
internal sealed class KeyEndpoints(KeyStore store, GrantReader grants, EventLog events, TimeProvider clock)
{
    private const string One = "/api/v1/keys/{id}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/keys", ListAsync).Is(KeyApi.List).For(EndpointAccess.Own);
        routes.MapPost("/api/v1/keys", CreateAsync).Is(KeyApi.Create).For(EndpointAccess.Own);
        routes.MapGet(One, ShowAsync).Is(KeyApi.Show).For(EndpointAccess.Own);
        routes.MapDelete(One, RevokeAsync).Is(KeyApi.Revoke).For(EndpointAccess.Own);
    }

    private async Task ListAsync(HttpContext context)
    {
        var owner = IsAdmin(context) ? null : context.Actor().UserId ?? "";
        await context.WriteListAsync(
            new ListSource<KeyView, string?>
            {
                Start = null,
                Key = key => key.Name,
                Form = CursorKeys.Text,
                Row = AccessJson.Default.KeyView,
                Read = async (after, limit, cancellationToken) =>
                    [.. (await store.ListAsync(owner, after ?? "", limit, clock.GetUtcNow(), cancellationToken))
                        .Select(KeyView.Of)],
            },
            (rows, next) => new KeyList { Keys = rows, Next = next }, AccessJson.Default.KeyList);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var key = await FindAsync(context);
        await context.WriteJsonAsync(KeyView.Of(key), AccessJson.Default.KeyView);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(AccessJson.Default.KeyRequest, ServerLimits.RequestBytesMax);
        var holder = context.Admission().Operator!;
        var errors = new FieldErrors();
        AccessProblems.CheckName(request.Name, errors);
        if (request.TtlSeconds is < 0 or > ServerLimits.EnrolmentTokenSecondsMax)
        {
            errors.Add("ttlSeconds",
                $"is from 1 to {ServerLimits.EnrolmentTokenSecondsMax}, or 0 for a key that does not expire");
        }
        var isProgram = request.Program || holder.Actor.UserId is null;
        if (isProgram && !IsAdmin(context)) throw RightsProblems.NoRight(Right.Administer);
        var given = request.Grants is null
            ? holder.Grants
            : await grants.ReadAsync(request.Grants, errors, context.RequestAborted);
        errors.ThrowIfAny();
        if (given.FirstOrDefault(grant => !holder.Rights.Covers(grant)) is { } beyond) throw Beyond(beyond);

        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var (secret, now) = (Secrets.NewToken(Secrets.KeyPrefix), clock.GetUtcNow());
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Name = request.Name,
            OwnerId = isProgram ? null : holder.Actor.UserId,
            Grants = given,
            CreatedAt = now,
            CreatedBy = holder.Actor.Name,
            ExpiresAt = request.TtlSeconds == 0 ? null : now + TimeSpan.FromSeconds(request.TtlSeconds),
        };
        var fault = await store.AddAsync(key, Secrets.Hash(secret), context.Actor(), isDry, context.RequestAborted);
        if (fault is { } why) throw AccessProblems.Of(why, key.Name);
        if (!isDry)
        {
            events.Add(EventKinds.Access, $"The key {key.Name} was made.");
            key = await store.FindAsync(key.Id, now, context.RequestAborted) ?? key;
        }
        await WriteAsync(context, key, isDry ? null : secret);
    }

    private static async Task WriteAsync(HttpContext context, ApiKey key, string? secret)
    {
        var reply = new KeyCreated { Key = secret, Details = KeyView.Of(key) };
        // The key is stored nowhere, and a request that is repeated under its Idempotency-Key is not told of it.
        context.StoreInstead(JsonSerializer.SerializeToUtf8Bytes(
            reply with { Key = null }, AccessJson.Default.KeyCreated));
        if (secret is not null) context.Response.Headers.Location = $"/api/v1/keys/{key.Id}";
        await context.WriteJsonAsync(reply, AccessJson.Default.KeyCreated,
            secret is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task RevokeAsync(HttpContext context)
    {
        var key = await FindAsync(context);
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var fault = await store.RevokeAsync(
            key.Id, context.Actor(), clock.GetUtcNow(), isDry, isAnyway: false, context.RequestAborted);
        if (fault is { } why) throw AccessProblems.Of(why, key.Id);
        if (!isDry) events.Add(EventKinds.Access, $"The key {key.Name} was revoked.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RequestFault Beyond(Grant grant) => new(ProblemKinds.Make(
        403, "outside-scope", "This reaches beyond the scope of this user or key",
        $"The grant of {Contracts.KebabName.Of(grant.Role)} on \"{grant.Scope}\" allows more than the one who makes the " +
        "key may. Nothing was changed.",
        "Leave grants away for a key with the same rights, or narrow its scope by the scope of one's own grants."));

    private async Task<ApiKey> FindAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var key = await store.FindAsync(id, clock.GetUtcNow(), context.RequestAborted);
        return key is not null && MaySee(context, key) ? key : throw AccessProblems.NoSuchKey(id);
    }

    private static bool IsAdmin(HttpContext context) => context.Admission().Operator!.Rights.Has(Right.Administer);

    private static bool MaySee(HttpContext context, ApiKey key) => IsAdmin(context)
        || key.Id == context.Actor().Id || (key.OwnerId is { } owner && owner == context.Actor().UserId);
}
