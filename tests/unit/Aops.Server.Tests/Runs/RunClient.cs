using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>An operator's requests for runs.</summary>
internal static class RunClient
{
    /// <summary>A command that only the server vouches for.</summary>
    public const string Command = "\"command\":{\"args\":[\"uptime\"]}";

    /// <summary>Starts a run and returns its id.</summary>
    public static async Task<string> RunAsync(this HttpClient client, string members, string query = "") =>
        (string)(await client.DoAsync($"/api/v1/runs{query}", $"{{{members}}}"))["run"]!["id"]!;

    /// <summary>Sends what has to be answered with a success.</summary>
    public static async Task<JsonNode> DoAsync(this HttpClient client, string path, string? body = null)
    {
        var (status, answer) = await client.SendAsync(HttpMethod.Post, path, body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {answer?.ToJsonString()}");
        return answer!;
    }

    public static async Task<JsonNode> ReadRunAsync(this HttpClient client, string id) =>
        (await client.GetOkAsync($"/api/v1/runs/{id}"))["run"]!;

    public static async Task<JsonNode> ReadHostAsync(this HttpClient client, string id, string host) =>
        (await client.GetOkAsync($"/api/v1/runs/{id}/hosts"))["hosts"]!.AsArray().Single(one => (string?)one!["id"] == host)!;

    public static async Task<string> PhaseAsync(this HttpClient client, string id, string host) =>
        (string)(await client.ReadHostAsync(id, host))["phase"]!;

    /// <summary>Waits until a host of a run has a phase.</summary>
    public static Task UntilPhaseAsync(this HttpClient client, string id, string host, string phase) =>
        Until.TrueAsync(async () => await client.PhaseAsync(id, host) == phase);

    /// <summary>Waits until a run has a state, and every host has ended.</summary>
    public static Task UntilOverAsync(this HttpClient client, string id, string state) => Until.TrueAsync(async () =>
        await client.ReadRunAsync(id) is var run && (string?)run["state"] == state && run["endedAt"] is not null);

    /// <summary>Reads text by a media type.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> ReadTextAsync(this HttpClient client, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
