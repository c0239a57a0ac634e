using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>An operator's requests over one connection, with the time that they take.</summary>
internal sealed class BenchOperator : IDisposable
{
    private const int Tries = 15;

    private readonly HttpClient _http;

    public BenchOperator(ServerProcess server)
    {
        // The server was started by this program.
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        };
        _http = new HttpClient(handler) { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Api.OperatorToken);
    }

    /// <summary>Sends a request that has to be done.</summary>
    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode}: {text}");
    }

    /// <summary>The shortest time of some tries, and how many hosts the page has.</summary>
    public async Task<(double Milliseconds, int Rows)> TimeAsync(string path, CancellationToken cancellationToken)
    {
        var rows = (await SendAsync(HttpMethod.Get, path, null, cancellationToken))["hosts"]?.AsArray().Count ?? 0;
        var best = double.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await _http.GetAsync(path, cancellationToken);
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return (best, rows);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _http.Dispose();
}
