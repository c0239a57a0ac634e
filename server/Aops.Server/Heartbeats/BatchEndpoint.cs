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
/// <c>POST /api/agents/batch</c>: heartbeats that a relay passes on. Each is checked, taken in and answered on its
/// own; one that is refused does not hinder the others. None is held.
/// </summary>
internal sealed class BatchEndpoint(
    AgentGate gate, MachineGate machines, StatusIntake intake, HeartbeatAnswers answers)
{
    // Entries taken in at once: enough to share a transaction, few enough to leave room for others.
    private const int ParallelMax = 64;

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/agents/batch", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var entries = await context.ReadJsonAsync(
            ContractsJson.Default.BatchEntryArray, ServerLimits.BatchBytesMax);
        if (entries.Length > Limits.BatchAgentsMax)
        {
            throw new RequestFault(ProblemKinds.Make(413, "too-large", "The batch is too large",
                $"At most {Limits.BatchAgentsMax} heartbeats are accepted in one batch."));
        }
        var replies = new BatchReplyEntry[entries.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, entries.Length),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = context.RequestAborted },
            async (index, cancellationToken) =>
                replies[index] = await AnswerAsync(entries[index], cancellationToken));
        await context.WriteJsonAsync(replies, ContractsJson.Default.BatchReplyEntryArray);
    }

    private async Task<BatchReplyEntry> AnswerAsync(BatchEntry? entry, CancellationToken cancellationToken)
    {
        if (entry is null) return Refuse("", ProblemKinds.BadJson("An entry is null."));
        var agent = await gate.FindAsync(entry.AgentId, entry.AgentToken, cancellationToken);
        if (agent is null)
            return Refuse(entry.AgentId, ProblemKinds.BadToken("agentId and agentToken do not belong together."));
        var heartbeat = HeartbeatBounds.Fit(entry.Heartbeat, agent);
        var (problem, counter) = await machines.CheckAsync(agent, heartbeat, cancellationToken);
        if (problem is not null) return Refuse(entry.AgentId, problem);

        await intake.AcceptAsync(agent.AgentId, heartbeat, cancellationToken);
        var (reply, _) = await answers.ComposeAsync(agent.AgentId, heartbeat.Revision, cancellationToken);
        return new BatchReplyEntry { AgentId = agent.AgentId, Status = 200, Reply = reply with { Counter = counter } };
    }

    private static BatchReplyEntry Refuse(string agentId, Problem problem) =>
        new() { AgentId = agentId, Status = problem.Status, Problem = problem };
}
