using System.Net;
using System.Text.Json;
using Aops.Cli.Faults;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;

namespace Aops.Cli.Api;

/// <summary>Makes an exit code and sentences of a problem of the server.</summary>
internal static class ProblemText
{
    private static readonly string[] OfUsage =
        [
            "bad-query", "bad-query-language", "bad-json", "bad-request", "bad-reason", "invalid", "too-large",
            "too-complex", "bad-path",
        ];

    /// <summary>The fault that ends a verb.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="again">What to do where the token is refused; null for a key.</param>
    public static CliException Of(HttpStatusCode status, byte[] bytes, Uri server, string? again = null)
    {
        var mayPass = status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        if (Read(bytes) is not { } problem)
        {
            return new CliException(
                CliExitCodes.Error, $"{server} answered {(int)status} without a problem document; is it an aops server?")
            {
                MayPass = mayPass,
            };
        }
        var code = problem.Code ?? problem.Type?.Split(':')[^1] ?? "";
        var detail = problem.Detail ?? problem.Title;
        var fields = (problem.Errors ?? new Dictionary<string, string[]>())
            .SelectMany(field => field.Value.Select(fault => $"{field.Key}: {fault}")).ToList();
        // The detail of several faults repeats them in one line.
        if (fields.Count > 1) detail = $"{problem.Title}:\n  {string.Join("\n  ", fields)}";
        var exitCode = ExitCodeOf(status, code);
        var fix = problem.Fix ?? (status == HttpStatusCode.Unauthorized
            ? again ?? "the key is wrong, revoked or expired: log in again with a new one (aops key create)"
            : null);
        if (fix is not null) fix = RouteWords.Translate(fix);
        return new CliException(exitCode, RouteWords.Translate(detail), fix) { Code = code, MayPass = mayPass };
    }

    private static int ExitCodeOf(HttpStatusCode status, string code) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => CliExitCodes.Authentication,
        HttpStatusCode.NotFound => CliExitCodes.NotFound,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => CliExitCodes.Conflict,
        _ => OfUsage.Contains(code) ? CliExitCodes.Usage : CliExitCodes.Error,
    };

    private static Problem? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ContractsJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
