using System.Text.Json.Nodes;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Publishing;

/// <summary>Asks the server which version the layer of the fleet orders.</summary>
internal sealed class OrderedVersion(OperatorClient client)
{
    /// <summary>The version; null for none.</summary>
    /// <param name="subAgent">A sub-agent, or null for the suite.</param>
    /// <exception cref="ToolException">The server does not say.</exception>
    public async Task<string?> FindAsync(string? subAgent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/layers/fleet");
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw await OperatorClient.FaultOfAsync(response, "the server does not say what the fleet is ordered", cancellationToken);
        var document = (await OperatorClient.ReadObjectAsync(response, cancellationToken))["document"] as JsonObject;
        return subAgent is null
            ? (document?["agent"] as JsonObject)?["version"]?.ToString()
            : (document?["subAgents"] as JsonArray)?.OfType<JsonObject>()
                .FirstOrDefault(entry => entry["name"]?.ToString() == subAgent)?["version"]?.ToString();
    }
}
