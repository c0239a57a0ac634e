using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Walk;

/// <summary>An operator who works by the API alone, and whose server may be killed at any moment.</summary>
internal sealed class WalkOperator : IDisposable
{
    private readonly HttpClient _http;

    public WalkOperator(ServerProcess server)
    {
        _http = server.CreateClient();
        _http.Timeout = TimeSpan.FromMinutes(2);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Api.OperatorToken);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="key">The Idempotency-Key; null for none.</param>
    /// <returns>The answer; null where none came.</returns>
    public async Task<WalkAnswer?> TrySendAsync(WalkWrite write, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(write.Method, write.Path);
        if (write.Body is not null) request.Content = new StringContent(write.Body, Encoding.UTF8, "application/json");
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellationToken);
                return await TrySendAsync(write, key, cancellationToken);
            }
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return new WalkAnswer(answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>Sends a request that has to be done.</summary>
    public async Task<JsonNode> SendAsync(WalkWrite write, CancellationToken cancellationToken)
    {
        var answer = await TrySendAsync(write, null, cancellationToken);
        Assert.True(answer?.IsDone, $"{write.Method} {write.Path}: {answer?.Status} {answer?.Body?.ToJsonString()}");
        return answer!.Body ?? new JsonObject();
    }

    /// <summary>Reads.</summary>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new WalkWrite(HttpMethod.Get, path, null), cancellationToken);

    /// <summary>How many hosts a query has.</summary>
    public async Task<int> CountAsync(string query, CancellationToken cancellationToken) => (int)(await GetAsync(
        $"/api/v1/hosts?limit=1&count=1&fields=id&q={Uri.EscapeDataString(query)}", cancellationToken))["count"]!;

    /// <summary>Events of a kind, as many as are listed at once.</summary>
    public async Task<int> CountEventsAsync(string kind, CancellationToken cancellationToken)
    {
        var (count, after) = (0, "0");
        while (true)
        {
            var page = await GetAsync($"/api/events?limit=1000&after={after}", cancellationToken);
            var events = page["events"]!.AsArray();
            if (events.Count == 0) return count;
            count += events.Count(entry => (string?)entry!["kind"] == kind);
            after = page["next"]!.ToString();
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();
}
