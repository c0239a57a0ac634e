using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
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
    StatusIntake intake, HeartbeatAnswers answers, HeldHeartbeats held, Presence presence,
    TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/agents/heartbeat", HandleAsync).For(EndpointAccess.Agent(Limits.HeartbeatBytesMax));

    /// <summary>Refuses the heartbeat of another machine than the one that enrolled.</summary>
    /// <returns>The problem, or null.</returns>
    public static Problem? CheckMachine(AgentCredential agent, HeartbeatRequest request) =>
        agent.MachineId == request.Host.MachineId
            ? null
            : ProblemKinds.Conflict("other-machine",
                $"The identity {agent.AgentId} belongs to another machine ({agent.Hostname}): this one is a " +
                "clone of it. Register again, with this identity's token, to get an identity of its own.");

    private async Task HandleAsync(HttpContext context)
    {
        var agent = context.Agent();
        var hold = await TakeInAsync(context, agent);
        // Only a few words of the heartbeat are needed from here on, and an answer may take minutes.
        context.Admission().ReleaseBody();
        var reply = await AnswerAsync(agent.AgentId, hold, context.RequestAborted);
        await context.WriteJsonAsync(reply, ContractsJson.Default.HeartbeatReply);
    }

    private async Task<HoldOrder> TakeInAsync(HttpContext context, AgentCredential agent)
    {
        var request = await context.ReadJsonAsync(
            ContractsJson.Default.HeartbeatRequest, Limits.HeartbeatBytesMax, HeartbeatShape.Bound);
        var errors = HeartbeatValidator.Validate(request);
        if (errors.Any) throw new RequestFault(ProblemKinds.Invalid(errors.ToDictionary()));
        if (CheckMachine(agent, request) is { } problem) throw new RequestFault(problem);
        await intake.AcceptAsync(agent.AgentId, request, context.RequestAborted);
        var seconds = Math.Min(
            Math.Min(request.HoldSeconds, request.IntervalSeconds), Limits.HeartbeatHoldSecondsMax);
        return new HoldOrder(request.Revision, TimeSpan.FromSeconds(seconds));
    }

    private async Task<HeartbeatReply> AnswerAsync(string agentId, HoldOrder order, CancellationToken cancellationToken)
    {
        var entered = clock.GetTimestamp();
        var mine = held.Enter(agentId);
        var alive = presence.Of(agentId);
        alive.BeginHold();
        try
        {
            while (true)
            {
                mine.Arm();
                var (reply, hasNews) = await answers.ComposeAsync(agentId, order.RevisionHeld, cancellationToken);
                var left = order.Longest - clock.GetElapsedTime(entered);
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

    // What the answer depends on.
    private readonly record struct HoldOrder(long RevisionHeld, TimeSpan Longest);
}
