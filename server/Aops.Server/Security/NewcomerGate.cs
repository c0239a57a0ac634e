using System.Security.Cryptography;
using System.Text;
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
    private const int AttemptCharsMin = 32;

    public static Problem Refusal { get; } = ProblemKinds.BadToken(
        "The enrolment token is unknown, or was revoked. 'aops-server token create --data DIR' on the " +
        $"server makes a new one; it is sent as {WireHeaders.AgentToken}.");

    /// <summary>Tells whether a host may register, by its headers and its address.</summary>
    public async ValueTask<Newcomer> FindAsync(HttpContext context)
    {
        if (await agents.FindAsync(context) is { } agent) return new Newcomer(agent.AgentId, null);
        if (TokenHash(context) is not { } hash) return new Newcomer(null, Refusal);
        var now = clock.GetUtcNow();
        if (await enrolments.FindTokenAsync(hash, context.RequestAborted) is not { } token)
            return new Newcomer(null, Refusal);
        var fault = token.Refuse(context.Connection.RemoteIpAddress, now);
        // The answer to it may have been lost: then this very registration has used the token up.
        if (fault == EnrolmentProblems.UsedUp && AttemptOf(context, hash) is { } attempt
            && await enrolments.WasAttemptedAsync(attempt, now, context.RequestAborted))
        {
            fault = null;
        }
        return new Newcomer(null, fault);
    }

    /// <summary>By what a repeated registration is recognized; null where the request does not say it.</summary>
    /// <param name="tokenHash">The token that it shows.</param>
    public static byte[]? AttemptOf(HttpContext context, byte[] tokenHash) =>
        context.Request.Headers[WireHeaders.Attempt] is [{ Length: >= AttemptCharsMin and <= TokenCharsMax } attempt]
            ? SHA256.HashData([.. tokenHash, .. Encoding.UTF8.GetBytes(attempt)])
            : null;

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
