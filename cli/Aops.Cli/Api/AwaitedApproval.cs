using System.Net;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Api;

/// <summary>A change that was not made: a rule of approval demands another person, and it waits.</summary>
internal static class AwaitedApproval
{
    /// <summary>The code of the fault.</summary>
    public const string Code = "awaiting-approval";

    private const string Route = "/api/v1/approvals/";

    /// <summary>The fault that ends a verb whose change waits; null for another answer.</summary>
    public static CliException? Find(HttpResponseMessage response, JsonNode? approval)
    {
        if (response.StatusCode != HttpStatusCode.Accepted) return null;
        var place = response.Headers.Location?.OriginalString ?? "";
        if (!place.StartsWith(Route, StringComparison.Ordinal)) return null;
        var id = place[Route.Length..];
        var rule = approval.Word("rule") is { } name ? $"the rule {name}" : "a rule";
        return new CliException(CliExitCodes.TimeRanOut,
            $"nothing was changed yet: {rule} demands another person; the change waits as {id}",
            $"another person decides by: aops approval approve {id}; aops approval withdraw {id} takes it back")
        {
            Code = Code,
        };
    }
}
