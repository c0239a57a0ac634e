using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Publishing;

/// <summary>
/// Changes one version in the desired state and preserves everything else: reads the document, edits it,
/// and writes it back with the revision that was read, so that no concurrent change is lost.
/// </summary>
internal sealed class Promotion(OperatorClient client)
{
    /// <summary>Orders a version.</summary>
    /// <param name="agentId">One agent, or null for the fleet.</param>
    /// <param name="subAgent">A sub-agent, or null for the suite.</param>
    /// <returns>The new revision.</returns>
    public async Task<long> RunAsync(
        string? agentId, string? subAgent, string version, CancellationToken cancellationToken)
    {
        var path = agentId is null ? "api/desired" : $"api/fleet/{Uri.EscapeDataString(agentId)}/desired";
        using var read = new HttpRequestMessage(HttpMethod.Get, path);
        var current = await SendAsync(read, cancellationToken);
        var document = current["document"] as JsonObject ?? [];
        if (subAgent is null) Edit(document, version);
        else EditSubAgent(document, current["effective"]?["subAgents"] as JsonArray, subAgent, version);
        using var write = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = new StringContent(document.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        write.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{(long?)current["revision"] ?? 0}\""));
        return (long?)(await SendAsync(write, cancellationToken))["revision"] ?? 0;
    }

    private static void Edit(JsonObject document, string version)
    {
        // Without its old generation: promoting a version again is a new order.
        document["agent"] = new JsonObject { ["version"] = version };
    }

    // An agent's own list replaces the fleet's, so the first one starts as a copy of the effective list.
    private static void EditSubAgent(
        JsonObject document, JsonArray? effective, string name, string version)
    {
        if (document["subAgents"] is not JsonArray list)
        {
            list = effective?.DeepClone().AsArray() ?? [];
            document["subAgents"] = list;
        }
        var present = list.OfType<JsonObject>().FirstOrDefault(item => (string?)item["name"] == name);
        if (present is not null)
        {
            present["version"] = version;
            present.Remove("order");
        }
        else list.Add((JsonNode)new JsonObject { ["name"] = name, ["version"] = version });
    }

    private async Task<JsonObject> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await OperatorClient.FaultOfAsync(response, "the version was not promoted", cancellationToken);
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return JsonNode.Parse(bytes) as JsonObject
                ?? throw new ToolException(ExitCodes.Protocol, "the server's answer is no desired state");
        }
        catch (JsonException e)
        {
            throw new ToolException(ExitCodes.Protocol, $"the server's answer is no JSON: {e.Message}", e);
        }
    }
}
