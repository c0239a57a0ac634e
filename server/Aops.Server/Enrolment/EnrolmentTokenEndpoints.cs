using Aops.Contracts;
using Aops.Server.Api;
using Aops.Server.Hosts.Labels;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment;

/// <summary><c>/api/enrolment-tokens</c>.</summary>
internal sealed class EnrolmentTokenEndpoints(
    EnrolmentTokens tokens, EnrolmentStore store)
{
    private const int NoteCharsMax = 255;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/enrolment-tokens", CreateAsync).Is(EnrolmentTokenApi.Create);
        routes.MapGet("/api/enrolment-tokens", ListAsync).Is(EnrolmentTokenApi.List);
        routes.MapDelete("/api/enrolment-tokens/{id}", RemoveAsync).Is(EnrolmentTokenApi.Remove);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = context.Request.ContentLength == 0
            ? new EnrolmentTokenRequest()
            : await context.ReadJsonAsync(
                ServerJson.Default.EnrolmentTokenRequest, ServerLimits.RequestBytesMax);
        var errors = new FieldErrors();
        if (request.TtlSeconds is < 1 or > ServerLimits.EnrolmentTokenSecondsMax)
            errors.Add("ttlSeconds", $"must be from 1 to {ServerLimits.EnrolmentTokenSecondsMax}");
        if (request.Uses is < 1 or > ServerLimits.EnrolmentTokenUsesMax)
            errors.Add("uses", $"must be from 1 to {ServerLimits.EnrolmentTokenUsesMax}");
        if (request.Note?.Length > NoteCharsMax) errors.Add("note", $"has at most {NoteCharsMax} characters");
        if (request.AgentId is { } agentId && !Names.IsValid(agentId)) errors.Add("agentId", $"an id has {Names.Rule}");
        if (request.AgentId is not null && request.Uses != 1) errors.Add("uses", "must be 1 with agentId");
        foreach (var (name, _) in request.Labels?.Where(label => label.Value is null) ?? [])
            errors.Add($"labels.{name}", "must not be null");
        if (request.Labels is { } labels) LabelChange.Validate(labels!, "labels", errors);
        errors.ThrowIfAny();

        var created = await tokens.CreateAsync(
            TimeSpan.FromSeconds(request.TtlSeconds), request.Uses, request.Note, request.AgentId,
            request.Labels, context.RequestAborted)
            ?? throw new RequestFault(ProblemKinds.Conflict("too-many-tokens",
                $"There are {ServerLimits.EnrolmentTokensMax} live tokens; delete some."));
        await context.WriteJsonAsync(
            new EnrolmentTokenCreated { Token = created.Secret, Details = created.Token },
            ServerJson.Default.EnrolmentTokenCreated, StatusCodes.Status201Created);
    }

    private async Task ListAsync(HttpContext context)
    {
        var list = await store.ListTokensAsync(context.Request.Limit(), context.RequestAborted);
        await context.WriteJsonAsync(
            new EnrolmentTokenList { Tokens = list }, ServerJson.Default.EnrolmentTokenList);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        if (!await store.RemoveTokenAsync(id, context.RequestAborted))
            throw new RequestFault(ProblemKinds.NotFound("no-such-token", $"No enrolment token has the id {id}."));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
