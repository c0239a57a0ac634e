using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// Authenticates agents by <c>x-agent-id</c> and <c>x-agent-token</c>. Credentials are in memory once they were read, so that
/// heartbeats are answered also while a remote database does not answer.
/// </summary>
internal sealed class AgentAuthenticator(AgentStore agents)
{
    // Compared for an unknown id too, so that timing does not reveal which ids exist.
    private static readonly byte[] UnknownAgentHash = Secrets.Hash(Secrets.NewToken(Secrets.AgentPrefix));

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
        return Secrets.Matches(token, credential?.TokenHash ?? UnknownAgentHash) ? credential : null;
    }

    /// <summary>The token of an agent was changed.</summary>
    public void Forget(string agentId) => agents.ForgetCredential(agentId);

    /// <summary>Tokens of agents may have been changed.</summary>
    public void ForgetAll() => agents.ForgetCredentials();
}
