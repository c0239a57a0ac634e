using Aops.Contracts.Wire;
using Aops.Server.Actors;
using Aops.Server.People;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// Finds out which user or key sends a request: <c>Authorization: Bearer KEY</c>, or else the cookie of a session.
/// </summary>
internal sealed class OperatorAuthenticator(HolderStore holders, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who it is, for what is counted by kind.</summary>
    public const string Name = "operator";

    public static Problem Refusal { get; } = ProblemKinds.BadToken(
        "This needs a key in force ('Authorization: Bearer …') or a session. 'aops-server admin create --data DIR --name " +
        "NAME' on the server makes an admin, who makes keys by POST /api/v1/keys.");

    /// <summary>The holder of the key or the session that a request shows, if it is in force; null otherwise.</summary>
    /// <exception cref="RequestFault">A page of another site sends the request with the cookie.</exception>
    // The index lookup may leak timing about a hash, but not about a key.
    public async ValueTask<Holder?> FindAsync(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        if (header is not null)
        {
            var isBearer = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
            var key = isBearer ? header[Scheme.Length..].Trim() : "";
            return IsWord(key)
                ? await holders.FindByKeyAsync(
                    Secrets.Hash(key), context.Address(), clock.GetUtcNow(), context.RequestAborted)
                : null;
        }
        if (!IsWord(SessionCookie.Read(context.Request))) return null;
        SessionCookie.RefuseOtherSites(context.Request);
        return await holders.FindBySessionAsync(
            Secrets.Hash(SessionCookie.Read(context.Request)!), clock.GetUtcNow(), context.RequestAborted);
    }

    private static bool IsWord(string? word) => word is { Length: > 0 and <= Secrets.TokenCharsMax };
}
