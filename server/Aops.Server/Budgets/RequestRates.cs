using System.Net;
using Aops.Server.Connections;
using Aops.Server.Problems;

namespace Aops.Server.Budgets;

/// <summary>
/// Rate limits: per agent, of operators, and per address of unknown senders. A request over the limit is
/// answered with 429 and the time to wait, before its body is read.
/// </summary>
internal sealed class RequestRates(TimeProvider clock)
{
    private readonly BucketTable<string> _agentRequests =
        new(ServerLimits.AgentRequests, ServerLimits.AgentsMax, clock);
    private readonly BucketTable<string> _agentBytes = new(ServerLimits.AgentBytes, ServerLimits.AgentsMax, clock);
    private readonly TokenBucket _operator = new(ServerLimits.OperatorRequests, clock);
    private readonly BucketTable<ClientAddress> _addresses =
        new(ServerLimits.AddressRequests, ServerLimits.AddressesMax, clock);

    /// <summary>Charges a request of an agent with a body of some length.</summary>
    /// <exception cref="RequestFault">The agent is over its limit.</exception>
    public void ChargeAgent(string agentId, long bodyBytes)
    {
        Demand(_agentRequests.Take(agentId, 1), "This agent sends more requests than an agent has to.");
        Demand(_agentBytes.Take(agentId, bodyBytes), "This agent sends more bytes than an agent has to.");
    }

    /// <summary>Charges a request of the operator.</summary>
    /// <exception cref="RequestFault">There are too many.</exception>
    public void ChargeOperator() => Demand(_operator.Take(1), "The operator's token sends more requests than are taken.");

    /// <summary>Charges a request without a valid token.</summary>
    /// <exception cref="RequestFault">This address is over its limit.</exception>
    public void ChargeAddress(IPAddress? address) =>
        Demand(_addresses.Take(ClientAddress.Of(address), 1), "This address sends more requests than are taken.");

    private static void Demand(TimeSpan wait, string detail)
    {
        if (wait > TimeSpan.Zero) throw new RequestFault(ProblemKinds.TooMany(detail), wait);
    }
}
