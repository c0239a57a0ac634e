using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Api;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Measures;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Heartbeats;

/// <summary>
/// <c>POST /api/agents/heartbeat</c>. Answered at once if there is news for the agent; otherwise held until
/// there is, its time is over, a newer heartbeat of the same agent comes, or the server stops.
/// </summary>
internal sealed class HeartbeatEndpoint(
    MachineGate machines, HeartbeatRepeats repeats, HeartbeatProcessor intake, HeldIntake unknown,
    InventoryIntake inventory, HeartbeatReplyBuilder answers, LongPollRegistry held, Presence presence,
    Histogram timings, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/agents/heartbeat", HandleAsync)
            .For(EndpointAccess.Agent(Limits.HeartbeatBytesMax)).Is(HeartbeatApi.Take);

    private async Task HandleAsync(HttpContext context)
    {
        var agent = context.Agent();
        var begun = clock.GetTimestamp();
        var order = await TakeInAsync(context, agent);
        timings.Observe(clock.GetElapsedTime(begun));
        // The body is released here, since only a few values of it are needed and the reply may take
        // minutes.
        context.Admission().ReleaseBody();
        var reply = await AnswerAsync(agent.AgentId, order, context.RequestAborted);
        // As of now: another host may have sent the content while this one was held.
        var wanted = await inventory.ListWantedAsync(agent.AgentId, context.RequestAborted);
        await context.WriteJsonAsync(
            reply with { Counter = order.Counter, InventoryWanted = wanted }, ContractsJson.Default.HeartbeatReply);
    }

    private async Task<LongPollRequest> TakeInAsync(HttpContext context, AgentCredential agent)
    {
        var (order, request, body) = await context.ReadAsync(
            Limits.HeartbeatBytesMax, HeartbeatShape.Bound, body => Read(agent, body));
        return order ?? await TakeInAsync(agent, request!, body, context.RequestAborted);
    }

    private (LongPollRequest? Order, HeartbeatRequest? Request, RepeatedBody? Body) Read(
        AgentCredential agent, ReadOnlyMemory<byte> body)
    {
        if (repeats.TryTake(agent, body.Span) is { } order) return (order, null, null);
        var request = HeartbeatGate.Read(body, agent, out var fault)
            ?? throw new RequestFault(ProblemKinds.BadJson(fault));
        return (null, request, repeats.Remember(agent, body.Span));
    }

    private async Task<LongPollRequest> TakeInAsync(
        AgentCredential agent, HeartbeatRequest request, RepeatedBody? body, CancellationToken cancellationToken)
    {
        var (problem, counter) = await machines.CheckAsync(agent, request, cancellationToken);
        if (problem is not null) throw new RequestFault(problem);
        await unknown.TakeInAsync(agent.AgentId, request);
        // The stored status repeats neither.
        var status = request with { Held = null, Inventory = null };
        var isComplete = request.Held is null && inventory.Has(agent.AgentId, request.Inventory);
        await intake.AcceptAsync(
            agent.AgentId, status,
            isComplete && body is not null ? HeartbeatRepeat.Of(body, agent, status) : null, cancellationToken);
        await inventory.TakeAsync(agent.AgentId, request.Inventory, cancellationToken);
        return LongPollRequest.Of(request, counter);
    }

    private async Task<HeartbeatReply> AnswerAsync(
        string agentId, LongPollRequest order, CancellationToken cancellationToken)
    {
        if (order.Longest <= TimeSpan.Zero)
        {
            // Nothing waits for this one. It takes the place of one that is held all the same.
            held.Supersede(agentId);
            return (await answers.ComposeAsync(agentId, order.Mark, cancellationToken)).Reply;
        }
        var entered = clock.GetTimestamp();
        var mine = held.Enter(agentId);
        var alive = presence.Of(agentId);
        alive.BeginHold();
        try
        {
            while (true)
            {
                mine.Arm();
                var (reply, hasNews) = await answers.ComposeAsync(agentId, order.Mark, cancellationToken);
                var left = order.Longest - clock.GetElapsedTime(entered);
                if (hasNews || left <= TimeSpan.Zero) return reply;
                if (await mine.WaitAsync(left, cancellationToken) != LongPollResult.Woken)
                    return reply with { ServerTime = clock.GetUtcNow() };
            }
        }
        finally
        {
            alive.EndHold();
            held.Leave(agentId, mine);
        }
    }
}
