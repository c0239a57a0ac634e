using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Api;
using Aops.Server.Heartbeats;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Commands;

/// <summary><c>/api/fleet/{agentId}/commands</c>: the operator's side of commands.</summary>
internal sealed class CommandEndpoints(
    CommandStore store, LongPollRegistry held, TimeProvider clock)
{
    private const string Path = "/api/fleet/{agentId}/commands";
    private const int LinesMax = 10_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, AddAsync).Is(CommandApi.AddEarlier);
        routes.MapGet(Path, ListAsync).Is(CommandApi.ListEarlier);
    }

    private async Task AddAsync(HttpContext context)
    {
        var agentId = context.RouteName("agentId");
        var request = await context.ReadJsonAsync(
            ServerJson.Default.CommandRequest, ServerLimits.RequestBytesMax);
        var errors = Validate(request);
        errors.ThrowIfAny();

        var now = clock.GetUtcNow();
        var command = new AgentCommand
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Kind = request.Kind,
            SubAgent = request.SubAgent,
            Lines = request.Lines,
            ExpiresAt = now + TimeSpan.FromSeconds(request.TtlSeconds),
        };
        switch (await store.AddAsync(agentId, command, now, context.RequestAborted))
        {
            case AddCommandOutcome.NoSuchAgent:
                throw new RequestFault(ProblemKinds.NotFound("no-such-agent", $"No agent has the id {agentId}."));
            case AddCommandOutcome.TooMany:
                throw new RequestFault(ProblemKinds.Conflict("too-many-commands",
                    $"{ServerLimits.OpenCommandsMax} commands wait for this agent already."));
        }
        held.Wake(agentId);
        var view = CommandView.Of(new CommandRecord { Command = command, CreatedAt = now }, now);
        await context.WriteJsonAsync(view, ServerJson.Default.CommandView, StatusCodes.Status202Accepted);
    }

    private async Task ListAsync(HttpContext context)
    {
        var records = await store.ListAsync(
            context.RouteName("agentId"), context.Request.Limit(), context.RequestAborted);
        var now = clock.GetUtcNow();
        await context.WriteJsonAsync(
            new CommandList { Commands = [.. records.Select(record => CommandView.Of(record, now))] },
            ServerJson.Default.CommandList);
    }

    private static FieldErrors Validate(CommandRequest request)
    {
        var errors = new FieldErrors();
        if (!OpenEnum.IsDeclared(request.Kind))
        {
            var known = string.Join(", ", Enum.GetValues<CommandKind>().Select(KebabName.Of));
            errors.Add("kind", $"'{KebabName.Of(request.Kind)}' is none of {known}");
        }
        if (request.SubAgent is not null && !Names.IsValid(request.SubAgent))
            errors.Add("subAgent", $"a name has {Names.Rule}");
        if (request.Kind == CommandKind.RestartSubAgent && request.SubAgent is null)
            errors.Add("subAgent", "restart-sub-agent must say which one");
        if (request.Lines is < 1 or > LinesMax) errors.Add("lines", $"must be from 1 to {LinesMax}");
        if (request.TtlSeconds is < 1 or > ServerLimits.CommandLifetimeSecondsMax)
            errors.Add("ttlSeconds", $"must be from 1 to {ServerLimits.CommandLifetimeSecondsMax}");
        return errors;
    }
}
