using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>A browser that keeps cookies, and follows a redirect only where a test does.</summary>
internal sealed class TestBrowser(TestServer server) : IDisposable
{
    private readonly HttpClient _client = server.CreateClient(server.Application.Url, follows: false);
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>Where it was sent to.</summary>
    public Uri Sent { get; set; } = new("about:blank");

    /// <summary>Its cookies, by name.</summary>
    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>A parameter that the server sent it to the provider with.</summary>
    public string Asked(string name) => QueryHelpers.ParseQuery(Sent.Query)[name].Single()!;

    public async Task<HttpResponseMessage> GetAsync(string path, string accept = "*/*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(pair => $"{pair.Key}={pair.Value}")));
        var answer = await _client.SendAsync(request);
        Keep(answer);
        return answer;
    }

    /// <summary>Comes back from the provider.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> ReturnAsync(string path)
    {
        using var answer = await GetAsync(path);
        if (answer.Headers.Location is { } location) Sent = new Uri(server.Application.Url, location);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    /// <summary>Who it is here.</summary>
    public async Task<JsonNode?> MeAsync()
    {
        using var answer = await GetAsync("/api/v1/me");
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }

    public void Dispose() => _client.Dispose();

    private void Keep(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Set-Cookie", out var set)) return;
        foreach (var cookie in set)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0) _cookies.Remove(pair[0]);
            else _cookies[pair[0]] = pair[1];
        }
    }
}
