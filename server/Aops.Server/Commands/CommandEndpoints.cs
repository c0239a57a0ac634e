using Aops.Contracts.Wire;
using Aops.Server.Api;
using Aops.Server.Heartbeats;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Commands;

/// <summary><c>/api/fleet/{agentId}/commands</c>: the operator's side of commands.</summary>
internal sealed class CommandEndpoints(
    CommandStore store, LongPollRegistry held, TimeProvider clock)
{
    private const string Path = "/api/v1/hosts/{id}/commands";
    private const string EarlierPath = "/api/fleet/{agentId}/commands";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, AddAsync).Is(CommandApi.Add)
            .For(EndpointAccess.Change(Reach.Host));
        routes.MapGet(Path, ListAsync).Is(CommandApi.List)
            .For(EndpointAccess.Read(Reach.Host));
        routes.MapPost(EarlierPath, AddAsync).Is(CommandApi.AddEarlier)
            .For(EndpointAccess.Change(Reach.Host));
        routes.MapGet(EarlierPath, ListAsync).Is(CommandApi.ListEarlier)
            .For(EndpointAccess.Read(Reach.Host));
    }

    private async Task AddAsync(HttpContext context)
    {
        var agentId = context.HostId();
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
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
        switch (await store.AddAsync(agentId, command, now, isDry, context.RequestAborted))
        {
            case AddCommandOutcome.NoSuchAgent:
                throw context.NoSuchHost(agentId);
            case AddCommandOutcome.TooMany:
                throw new RequestFault(ProblemKinds.Conflict("too-many-commands",
                    $"{ServerLimits.OpenCommandsMax} commands wait for this agent already."));
        }
        if (!isDry) held.Wake(agentId);
        var view = CommandView.Of(new CommandRecord { Command = command, CreatedAt = now }, now);
        await context.WriteJsonAsync(view, ServerJson.Default.CommandView,
            isDry ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private async Task ListAsync(HttpContext context)
    {
        var agentId = context.HostId();
        if (!await store.HasHostAsync(agentId, context.RequestAborted)) throw context.NoSuchHost(agentId);
        var now = clock.GetUtcNow();
        var source = new ListSource<CommandView, string?>
        {
            Start = null,
            Key = command => command.Id,
            Form = CursorKeys.Text,
            Row = ServerJson.Default.CommandView,
            Read = async (after, limit, cancellationToken) =>
                [.. (await store.ListAsync(agentId, after, limit, cancellationToken))
                    .Select(record => CommandView.Of(record, now))],
        };
        await context.WriteListAsync(
            source, (rows, next) => new CommandList { Commands = rows, Next = next }, ServerJson.Default.CommandList);
    }

    private static FieldErrors Validate(CommandRequest request)
    {
        var errors = new FieldErrors();
        CommandRules.Check(request.Kind, request.SubAgent, request.Lines, errors);
        if (request.TtlSeconds is < 1 or > ServerLimits.CommandLifetimeSecondsMax)
            errors.Add("ttlSeconds", $"must be from 1 to {ServerLimits.CommandLifetimeSecondsMax}");
        return errors;
    }
}
