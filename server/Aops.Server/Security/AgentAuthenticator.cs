using System.Collections.Concurrent;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Problems;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// Authenticates agents by <c>x-agent-id</c> and <c>x-agent-token</c>. While a remote database does not
/// answer, agents that were known last are accepted, so that their heartbeats are answered.
/// </summary>
internal sealed class AgentAuthenticator(AgentStore agents)
{
    // Only for a remote database; removed agents are removed here too.
    private readonly ConcurrentDictionary<string, AgentCredential>? _lastKnown =
        agents.IsRemote ? new(StringComparer.Ordinal) : null;

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
            ? await FindCredentialAsync(agentId!, cancellationToken)
            : null;
        return Secrets.Matches(token, credential?.TokenHash ?? UnknownAgentHash) ? credential : null;
    }

    private async ValueTask<AgentCredential?> FindCredentialAsync(string agentId, CancellationToken cancellationToken)
    {
        AgentCredential? known = null;
        if (_lastKnown is null) return await agents.FindCredentialAsync(agentId, cancellationToken);
        try
        {
            var credential = await agents.FindCredentialAsync(agentId, cancellationToken);
            if (credential is null) _lastKnown.TryRemove(agentId, out _);
            else _lastKnown[agentId] = credential;
            return credential;
        }
        catch (StoreException fault) when (
            fault.Kind == StoreFaultKind.Unreachable && _lastKnown.TryGetValue(agentId, out known))
        {
            return known;
        }
    }
}
