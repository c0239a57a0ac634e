using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Commands;

/// <summary><c>/api/agents/commands/{id}/result</c> and <c>/log</c>: the agent's side of commands.</summary>
internal sealed class CommandResultEndpoints(CommandStore store, ICommandRuns runs, EventLog events)
{
    // Most bytes of the text, with every character escaped.
    private const int LogBytesMax = 8 * Limits.CommandOutputCharsMax;

    public void Map(IEndpointRouteBuilder routes)
    {
        var access = EndpointAccess.Agent(LogBytesMax);
        routes.MapPost("/api/agents/commands/{id}/result", TakeResultAsync).For(access).Is(CommandApi.TakeResult);
        routes.MapPost("/api/agents/commands/{id}/log", TakeLogAsync).For(access).Is(CommandApi.TakeLog);
    }

    private async Task TakeResultAsync(HttpContext context)
    {
        var agent = context.Agent();
        var id = context.RouteName("id");
        var result = await context.ReadJsonAsync(ContractsJson.Default.CommandResult, LogBytesMax);
        if (result.Message?.Length > Limits.CommandOutputCharsMax)
            result = result with { Message = result.Message[..Limits.CommandOutputCharsMax] };
        var (outcome, run) = await store.EndAsync(agent.AgentId, id, result, context.RequestAborted);
        if (outcome == EndCommandOutcome.NoSuchCommand) throw NoSuchCommand(id);
        if (outcome == EndCommandOutcome.Stored && run is not null)
        {
            await runs.AnnounceEndAsync(run, agent.AgentId, context.RequestAborted);
        }
        else if (outcome == EndCommandOutcome.Stored)
        {
            var word = KebabName.Of(result.Outcome);
            var message = result.Message is null ? "." : $": {Shorten(result.Message)}";
            events.Add(EventKinds.Command, $"Command {id} on {agent.Hostname}: {word}{message}",
                agent.AgentId, agent.Hostname, cause: EventCause.OfCommand(id));
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task TakeLogAsync(HttpContext context)
    {
        var agent = context.Agent();
        var id = context.RouteName("id");
        var piece = await context.ReadJsonAsync(ContractsJson.Default.CommandLog, LogBytesMax);
        if (await store.FindRunAsync(agent.AgentId, id, context.RequestAborted) is { } run)
            await runs.TakeLogAsync(run, agent.AgentId, piece.Text, context.RequestAborted);
        else if (!await store.AppendLogAsync(agent.AgentId, id, piece.Text, context.RequestAborted))
            throw NoSuchCommand(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static string Shorten(string message) =>
        message.Length <= ServerLimits.TextCharsMax ? message : message[..ServerLimits.TextCharsMax] + "…";

    private static RequestFault NoSuchCommand(string id) =>
        new(ProblemKinds.NotFound("no-such-command", $"This agent has no command {id}; its result is not needed."));
}
