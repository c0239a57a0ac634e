using Aops.Contracts.Wire;

namespace Aops.Server.Explain;

/// <summary>What is to be done about the first fault of a host that is what it should be.</summary>
internal static class FaultNext
{
    /// <summary>What is to be done about what hinders a host that tries again by itself: one sentence.</summary>
    public static string OfHindrance(string fault) => DowngradeFaults.IsTold(fault)
        ? "The host tries again by itself within minutes: have the way back signed ('aops-release permit-downgrade') and publish it, " +
            "or order a version that is newer."
        : "The host tries again by itself within minutes; what it says there is to be repaired.";

    /// <summary>One sentence.</summary>
    public static string Of(HeartbeatRequest heartbeat)
    {
        var first = heartbeat.Agent.Faults[0];
        var subAgent = heartbeat.SubAgents.FirstOrDefault(
            one => one.Fault is not null
                && first.StartsWith(SubAgentFaults.Tell(one.Name, ""), StringComparison.Ordinal));
        if (subAgent is null) return "The fault is to be repaired on the host; nothing else is left to do.";
        return SubAgentFaults.IsUnapplied(first)
            ? $"Nothing happens by itself: a layer orders what the signed specification of {subAgent.Name} does not let be set; " +
                "write that layer with what it does ('aops desired apply')."
            : $"The fault of {subAgent.Name} is to be repaired; 'aops-agent-service logs {subAgent.Name}' on the host shows its log.";
    }
}
