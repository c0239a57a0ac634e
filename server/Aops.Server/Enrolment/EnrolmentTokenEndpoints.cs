using Aops.Server.Rights;
using Aops.Server.Security;
using System.Text.Json;
using Aops.Contracts;
using Aops.Server.Api;
using Aops.Server.Hosts.Labels;
using Aops.Server.Http;
using Aops.Server.Idempotency;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment;

/// <summary><c>/api/v1/tokens</c>: what hosts enrol by.</summary>
internal sealed class EnrolmentTokenEndpoints(
    EnrolmentTokens tokens, EnrolmentStore store, TimeProvider clock)
{
    private const int NoteCharsMax = 255;

    public void Map(IEndpointRouteBuilder routes)
    {
        const string path = "/api/v1/tokens";
        const string earlier = "/api/enrolment-tokens";
        routes.MapPost(path, CreateAsync).Is(EnrolmentTokenApi.Create)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapGet(path, ListAsync).Is(EnrolmentTokenApi.List)
            .For(EndpointAccess.Read(Reach.Fleet));
        routes.MapDelete($"{path}/{{id}}", RemoveAsync).Is(EnrolmentTokenApi.Remove)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapPost(earlier, CreateAsync).Is(EnrolmentTokenApi.Create.Earlier(path))
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapGet(earlier, ListAsync).Is(EnrolmentTokenApi.List.Earlier(path))
            .For(EndpointAccess.Read(Reach.Fleet));
        routes.MapDelete($"{earlier}/{{id}}", RemoveAsync).Is(EnrolmentTokenApi.Remove.Earlier($"{path}/{{id}}"))
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = context.Request.ContentLength == 0
            ? new EnrolmentTokenRequest()
            : await context.ReadJsonAsync(
                ServerJson.Default.EnrolmentTokenRequest, ServerLimits.RequestBytesMax);
        Validate(request);

        if (context.Request.Flag(StandardParameters.DryRun.Name))
        {
            if (!await tokens.HasRoomAsync(context.RequestAborted)) throw TooMany();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var order = new EnrolmentTokenOrder
        {
            Life = TimeSpan.FromSeconds(request.TtlSeconds),
            Uses = request.Uses,
            Note = request.Note,
            AgentId = request.AgentId,
            Labels = request.Labels,
            Networks = request.Networks?.OfType<string>().ToList(),
            Approval = request.Approval,
        };
        var created = await tokens.CreateAsync(order, context.RequestAborted) ?? throw TooMany();
        var reply = new EnrolmentTokenCreated { Token = created.Secret, Details = created.Token };
        // The secret is stored nowhere, and a request that is repeated under its key is not told of it.
        context.StoreInstead(JsonSerializer.SerializeToUtf8Bytes(
            reply with { Token = null }, ServerJson.Default.EnrolmentTokenCreated));
        await context.WriteJsonAsync(
            reply, ServerJson.Default.EnrolmentTokenCreated, StatusCodes.Status201Created);
    }

    private static void Validate(EnrolmentTokenRequest request)
    {
        var errors = new FieldErrors();
        if (request.TtlSeconds is < 1 or > ServerLimits.EnrolmentTokenSecondsMax)
            errors.Add("ttlSeconds", $"must be from 1 to {ServerLimits.EnrolmentTokenSecondsMax}");
        if (request.Uses is < 1 or > ServerLimits.EnrolmentTokenUsesMax)
            errors.Add("uses", $"must be from 1 to {ServerLimits.EnrolmentTokenUsesMax}");
        errors.CheckLength("note", request.Note, NoteCharsMax);
        if (request.AgentId is { } agentId && !Names.IsValid(agentId)) errors.Add("agentId", $"an id has {Names.Rule}");
        if (request.AgentId is not null && request.Uses != 1) errors.Add("uses", "must be 1 with agentId");
        foreach (var (name, _) in request.Labels?.Where(label => label.Value is null) ?? [])
            errors.Add($"labels.{name}", "must not be null");
        if (request.Labels is { } labels) LabelChange.Validate(labels!, "labels", errors);
        if (request.Networks?.Count > FleetLimits.TokenNetworksMax)
            errors.Add("networks", $"has at most {FleetLimits.TokenNetworksMax} networks");
        foreach (var (index, network) in (request.Networks ?? []).Take(FleetLimits.TokenNetworksMax).Index())
            if (!TokenNetworks.IsNetwork(network)) errors.Add($"networks[{index}]", TokenNetworks.Rule);
        errors.ThrowIfAny();
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<EnrolmentToken, TimeKey>
        {
            Start = TimeKey.Last,
            Key = EnrolmentStore.KeyOf,
            Form = CursorKeys.Time,
            Row = ServerJson.Default.EnrolmentToken,
            Read = async (after, limit, cancellationToken) =>
                await store.ListTokensAsync(after, limit, clock.GetUtcNow(), cancellationToken),
        },
        (rows, next) => new EnrolmentTokenList { Tokens = rows, Next = next }, ServerJson.Default.EnrolmentTokenList);

    private async Task RemoveAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var isThere = context.Request.Flag(StandardParameters.DryRun.Name)
            ? await store.HasTokenAsync(id, context.RequestAborted)
            : await store.RemoveTokenAsync(id, context.RequestAborted);
        if (!isThere)
            throw new RequestFault(ProblemKinds.NotFound("no-such-token", $"No enrolment token has the id {id}."));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RequestFault TooMany() => new(ProblemKinds.Conflict("too-many-tokens",
        $"There are {ServerLimits.EnrolmentTokensMax} live tokens; delete some."));
}
