using Aops.Contracts.Wire;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>Lets only the operator through: <c>Authorization: Bearer TOKEN</c>.</summary>
internal sealed class OperatorGate(byte[] tokenHash)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who it is, for what is counted by name.</summary>
    public const string Name = "operator";

    public static Problem Refusal { get; } = ProblemKinds.BadToken(
        "This needs the operator's token: 'Authorization: Bearer …'. " +
        "'aops-server operator-token --data DIR' prints it.");

    /// <summary>Whether a request shows the operator's token.</summary>
    public bool Admits(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        var token = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
        return Secrets.Matches(token, tokenHash);
    }
}
