using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>Tells which agent sends a request: <c>x-agent-id</c> and <c>x-agent-token</c>.</summary>
internal sealed class AgentGate(AgentStore agents)
{
    // Compared for an unknown id too, so that the time does not tell which ids exist.
    private static readonly byte[] NobodysHash = Secrets.Hash(Secrets.NewToken(Secrets.AgentPrefix));

    public static Problem Refusal { get; } = ProblemKinds.BadToken(
        $"{WireHeaders.AgentId} and {WireHeaders.AgentToken} do not belong to an agent of this server; " +
        "it must enrol again.");

    /// <summary>The agent that a request shows the id and the token of, or null.</summary>
    public ValueTask<AgentCredential?> FindAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        return FindAsync(headers[WireHeaders.AgentId], headers[WireHeaders.AgentToken], context.RequestAborted);
    }

    /// <summary>The agent that an id and a token belong to, or null.</summary>
    public async ValueTask<AgentCredential?> FindAsync(
        string? agentId, string? token, CancellationToken cancellationToken)
    {
        var credential = Names.IsValid(agentId)
            ? await agents.FindCredentialAsync(agentId!, cancellationToken)
            : null;
        return Secrets.Matches(token, credential?.TokenHash ?? NobodysHash) ? credential : null;
    }
}
