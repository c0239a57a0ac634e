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
        "The enrolment token is unknown, or was revoked. 'aops-server token create --data DIR' on the " +
        $"server makes a new one; it is sent as {WireHeaders.AgentToken}.");

    /// <summary>Tells whether a host may register, by its headers and its address.</summary>
    public async ValueTask<Newcomer> FindAsync(HttpContext context)
    {
        if (await agents.FindAsync(context) is { } agent) return new Newcomer(agent.AgentId, null);
        return TokenHash(context) is { } hash
            && await enrolments.FindTokenAsync(hash, context.RequestAborted) is { } token
                ? new Newcomer(null, token.Refuse(context.Connection.RemoteIpAddress, clock.GetUtcNow()))
                : new Newcomer(null, Refusal);
    }

    /// <summary>SHA-256 of the enrolment token that a request shows; null where it shows none.</summary>
    public static byte[]? TokenHash(HttpContext context) =>
        context.Request.Headers[WireHeaders.AgentToken] is [{ Length: > 0 and <= TokenCharsMax } secret]
            ? Secrets.Hash(secret)
            : null;

    /// <summary>A host that asks to register.</summary>
    /// <param name="AgentId">The agent that it is already; null where it shows an enrolment token.</param>
    /// <param name="Fault">Why it may not; null if it may.</param>
    public sealed record Newcomer(string? AgentId, Problem? Fault);
}
