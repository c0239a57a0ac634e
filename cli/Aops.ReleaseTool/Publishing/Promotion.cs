using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Publishing;

/// <summary>
/// Orders one version by a patch of one layer: of the fleet's, or of one host's. The patch names that version and nothing
/// else, so that what the other layers say of the host goes on to hold, and what they say later reaches it too.
/// </summary>
internal sealed class Promotion(OperatorClient client)
{
    /// <summary>Orders a version; one that was ordered already is ordered once more.</summary>
    /// <param name="agentId">One agent, or null for the fleet.</param>
    /// <param name="subAgent">A sub-agent, or null for the suite.</param>
    /// <returns>The new revision of the layer.</returns>
    public async Task<long> RunAsync(
        string? agentId, string? subAgent, string version, CancellationToken cancellationToken)
    {
        var layer = agentId is null ? "fleet" : $"host:{Uri.EscapeDataString(agentId)}";
        var patch = new JsonObject
        {
            ["document"] = Patch(subAgent, version),
            ["message"] = "aops-release promote",
            ["strategy"] = "all-at-once",
        };
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"api/v1/layers/{layer}")
        {
            Content = new StringContent(patch.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        return (long?)(await SendAsync(request, cancellationToken))["revision"] ?? 0;
    }

    // Without the order of the version before: promoting a version again is a new order.
    private static JsonObject Patch(string? subAgent, string version)
    {
        var order = new JsonObject { ["version"] = version, ["order"] = null };
        if (subAgent is null) return new JsonObject { ["agent"] = order };
        order["name"] = subAgent;
        return new JsonObject { ["subAgents"] = new JsonArray(order) };
    }

    private async Task<JsonObject> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await OperatorClient.FaultOfAsync(response, "the version was not promoted", cancellationToken);
        var reply = await OperatorClient.ReadObjectAsync(response, cancellationToken);
        // A write that moves many hosts is accepted as well, and its place is that of an operation.
        const string approvals = "/api/v1/approvals/";
        if (response.Headers.Location?.OriginalString is { } place
            && place.StartsWith(approvals, StringComparison.Ordinal))
        {
            var id = place[approvals.Length..];
            throw new ToolException(ExitCodes.AwaitsApproval,
                $"nothing was ordered yet: the rule {(string?)reply["rule"]} demands another person; the change waits as {id}; " +
                $"that person decides by: aops approval approve {id}");
        }
        return reply;
    }
}
