using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>Lets only the operator through: <c>Authorization: Bearer TOKEN</c>.</summary>
internal sealed class OperatorGate(byte[] tokenHash)
{
    private const string Scheme = "Bearer ";

    /// <summary>The same handler for those who show the operator's token.</summary>
    public RequestDelegate Guard(RequestDelegate handler) => context =>
    {
        string? header = context.Request.Headers.Authorization;
        var token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
        return Secrets.Matches(token, tokenHash)
            ? handler(context)
            : context.ProblemAsync(ProblemKinds.BadToken(
                "This needs the operator's token: 'Authorization: Bearer …'. " +
                "'aops-server operator-token --data DIR' prints it."));
    };
}
