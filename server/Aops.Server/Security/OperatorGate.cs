using Aops.Server.Problems;
using Aops.Server.Security.Operators;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>Lets only operators through: <c>Authorization: Bearer TOKEN</c>.</summary>
internal sealed class OperatorGate(OperatorTokenStore tokens, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>The same handler for those who show an operator's token that is in force.</summary>
    public RequestDelegate Guard(RequestDelegate handler) => async context =>
    {
        if (await FindAsync(context) is not { } token)
        {
            await context.ProblemAsync(ProblemKinds.BadToken(
                "This needs an operator's token that is in force: 'Authorization: Bearer …'. " +
                "'aops-server operator-token create --data DIR --name NAME' makes one."));
            return;
        }
        ActingOperator.Name = token.Name;
        await handler(context);
    };

    // The hash is looked up by an index; whoever could time that would learn of a hash, not of a token.
    private async ValueTask<OperatorToken?> FindAsync(HttpContext context)
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
