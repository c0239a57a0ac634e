using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Heartbeats;

/// <summary>
/// <c>POST /api/agents/heartbeat</c>. It is answered at once when there is news for the agent, and else held until
/// there is, its time is over, a newer heartbeat of the same agent comes, or the server stops.
/// </summary>
internal sealed class HeartbeatEndpoint(
    AgentGate gate, MachineGate machines, StatusIntake intake, HeartbeatAnswers answers, HeldHeartbeats held,
    Presence presence, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/agents/heartbeat", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var agent = await gate.AuthenticateAsync(context);
        var body = await context.ReadBytesAsync(Limits.HeartbeatBytesMax);
        var request = HeartbeatGate.Read(body, agent, out var fault)
            ?? throw new RequestFault(ProblemKinds.BadJson(fault));
        var (problem, counter) = await machines.CheckAsync(agent, request, context.RequestAborted);
        if (problem is not null) throw new RequestFault(problem);

        await intake.AcceptAsync(agent.AgentId, request, context.RequestAborted);
        var reply = await AnswerAsync(agent.AgentId, request, context.RequestAborted);
        await context.WriteJsonAsync(reply with { Counter = counter }, ContractsJson.Default.HeartbeatReply);
    }

    private async Task<HeartbeatReply> AnswerAsync(
        string agentId, HeartbeatRequest request, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromSeconds(Math.Min(
            Math.Min(request.HoldSeconds, request.IntervalSeconds), Limits.HeartbeatHoldSecondsMax));
        var entered = clock.GetTimestamp();
        var mine = held.Enter(agentId);
        var alive = presence.Of(agentId);
        alive.BeginHold();
        try
        {
            while (true)
            {
                mine.Arm();
                var (reply, hasNews) = await answers.ComposeAsync(agentId, request.Revision, cancellationToken);
                var left = longest - clock.GetElapsedTime(entered);
                if (hasNews || left <= TimeSpan.Zero) return reply;
                if (await mine.WaitAsync(left, cancellationToken) != HoldEnd.Woken)
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
