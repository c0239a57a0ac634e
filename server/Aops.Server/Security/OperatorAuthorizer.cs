using Aops.Contracts.Wire;
using Aops.Server.Problems;
using Aops.Server.Security.Operators;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>Lets only operators through: <c>Authorization: Bearer TOKEN</c>.</summary>
internal sealed class OperatorAuthorizer(OperatorTokenStore tokens, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who it is, for what is counted by name.</summary>
    public const string Name = "operator";

    public static Problem Refusal { get; } = ProblemKinds.BadToken(
        "This needs an operator's token that is in force: 'Authorization: Bearer …'. " +
        "'aops-server operator-token create --data DIR --name NAME' makes one.");

    /// <summary>The operator's token that a request shows, if it is in force; null otherwise.</summary>
    // The index lookup may leak timing about a hash, but not about a token.
    public async ValueTask<OperatorToken?> FindAsync(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        var token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
        return token is { Length: > 0 and <= Secrets.TokenCharsMax }
            ? await tokens.FindAsync(Secrets.Hash(token), clock.GetUtcNow(), context.RequestAborted)
            : null;
    }
}
