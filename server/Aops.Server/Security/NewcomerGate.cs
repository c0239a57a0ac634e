using Aops.Contracts.Wire;
using Aops.Server.Enrolment;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// Authenticates hosts that register: by a usable enrolment token, or as an agent with its own id and
/// token. The registration itself uses up the token.
/// </summary>
internal sealed class NewcomerGate(AgentAuthenticator agents, EnrolmentStore enrolments, TimeProvider clock)
{
    private const int TokenCharsMax = 256;

    public static Problem Refusal { get; } = ProblemKinds.BadToken(
        "The enrolment token is unknown, expired or used up. 'aops-server token create --data DIR' on the " +
        $"server makes a new one; it is sent as {WireHeaders.AgentToken}.");

    /// <summary>The host, or null without valid credentials.</summary>
    public async ValueTask<Newcomer?> FindAsync(HttpContext context)
    {
        if (await agents.FindAsync(context) is { } agent) return new Newcomer(agent.AgentId);
        return context.Request.Headers[WireHeaders.AgentToken] is [{ Length: > 0 and <= TokenCharsMax } token]
            && await enrolments.IsUsableAsync(Secrets.Hash(token), clock.GetUtcNow(), context.RequestAborted)
                ? new Newcomer(null)
                : null;
    }

    /// <summary>A host that may register.</summary>
    /// <param name="AgentId">The agent that it is already; null where it shows an enrolment token.</param>
    public sealed record Newcomer(string? AgentId);
}
