using System.Net;
using Aops.Server.Connections;
using Aops.Server.Problems;

namespace Aops.Server.Budgets;

/// <summary>
/// Rate limits: per agent, per user or key, and per address of unknown senders. A request over the limit is
/// answered with 429 and the time to wait, before its body is read.
/// </summary>
internal sealed class RequestRates(TimeProvider clock)
{
    private readonly BucketTable<string> _agentRequests =
        new(ServerLimits.AgentRequests, ServerLimits.AgentsMax, clock);
    private readonly BucketTable<string> _agentBytes = new(ServerLimits.AgentBytes, ServerLimits.AgentsMax, clock);
    private readonly BucketTable<string> _outputRequests =
        new(FleetLimits.AgentOutputRequests, ServerLimits.AgentsMax, clock);
    private readonly BucketTable<string> _outputBytes =
        new(FleetLimits.AgentOutputBytes, ServerLimits.AgentsMax, clock);
    private readonly TokenBucket _fleetOutput = new(FleetLimits.FleetOutputBytes, clock);
    private readonly BucketTable<string> _operators =
        new(ServerLimits.OperatorRequests, ServerLimits.OperatorsCharged, clock);
    private readonly BucketTable<ClientAddress> _signIns =
        new(ServerLimits.SignInRequests, ServerLimits.AddressesMax, clock);
    private readonly BucketTable<ClientAddress> _addresses =
        new(ServerLimits.AddressRequests, ServerLimits.AddressesMax, clock);

    /// <summary>Charges a request of an agent with a body of some length.</summary>
    /// <exception cref="RequestFault">The agent is over its limit.</exception>
    public void ChargeAgent(string agentId, long bodyBytes)
    {
        Demand(_agentRequests.Take(agentId, 1), "This agent sends more requests than an agent has to.");
        Demand(_agentBytes.Take(agentId, bodyBytes), "This agent sends more bytes than an agent has to.");
    }

    /// <summary>
    /// Charges a request of an agent that brings output of runs. The agent's own rate comes first, so that one that is over it
    /// takes nothing from the others.
    /// </summary>
    /// <exception cref="RequestFault">The agent, or all agents together, are over their limit.</exception>
    public void ChargeOutput(string agentId, long bodyBytes)
    {
        Demand(_outputRequests.Take(agentId, 1), "This agent sends output in more requests than are taken.");
        Demand(_outputBytes.Take(agentId, bodyBytes), "This agent sends more output than is taken of one agent.");
        Demand(_fleetOutput.Take(bodyBytes), "All agents together send more output than is taken.");
    }

    /// <summary>Charges a report of a run, which comes beside the heartbeats of its agent.</summary>
    /// <exception cref="RequestFault">The agent is over its limit.</exception>
    public void ChargeReport(string agentId) =>
        Demand(_outputRequests.Take(agentId, 1), "This agent sends more of its runs than is taken.");

    /// <summary>Charges a request of a user or a key.</summary>
    /// <param name="id">Id of the user or the key.</param>
    /// <exception cref="RequestFault">There are too many.</exception>
    public void ChargeOperator(string id) =>
        Demand(_operators.Take(id, 1), "This user or key sends more requests than are taken.");

    /// <summary>Charges the check of a password.</summary>
    /// <exception cref="RequestFault">This address is over its limit.</exception>
    public void ChargeSignIn(IPAddress? address) =>
        Demand(_signIns.Take(ClientAddress.Of(address), 1), "This address shows more passwords than are looked at.");

    /// <summary>Charges a request without a valid token.</summary>
    /// <exception cref="RequestFault">This address is over its limit.</exception>
    public void ChargeAddress(IPAddress? address) =>
        Demand(_addresses.Take(ClientAddress.Of(address), 1), "This address sends more requests than are taken.");

    private static void Demand(TimeSpan wait, string detail)
    {
        if (wait > TimeSpan.Zero) throw new RequestFault(ProblemKinds.TooMany(detail), wait);
    }
}
