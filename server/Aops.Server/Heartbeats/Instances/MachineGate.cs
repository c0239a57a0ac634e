using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Problems;

namespace Aops.Server.Heartbeats.Instances;

/// <summary>Accepts heartbeats only from the one host that owns the identity.</summary>
internal sealed class MachineGate(InstanceWatch instances)
{
    /// <summary>Checks which host sends a heartbeat.</summary>
    /// <returns>The problem, or null; and the counter for the reply.</returns>
    public async Task<(Problem? Problem, long Counter)> CheckAsync(
        AgentCredential agent, HeartbeatRequest request, CancellationToken cancellationToken)
    {
        if (agent.MachineId != request.Host.MachineId)
        {
            return (OtherMachine($"The identity {agent.AgentId} belongs to another machine ({agent.Hostname}): this one " +
                "is a clone of it."), 0);
        }
        return await instances.AcceptAsync(agent, request, cancellationToken) is { } counter
            ? (null, counter)
            : (OtherMachine($"Another host uses the identity {agent.AgentId} of {agent.Hostname}, and had it before: this " +
                "one is a copy of it, its machine id included."), 0);
    }

    private static Problem OtherMachine(string sentence) => ProblemKinds.Conflict("other-machine",
        sentence + " Register again, with this identity's token, to get an identity of its own.");
}
