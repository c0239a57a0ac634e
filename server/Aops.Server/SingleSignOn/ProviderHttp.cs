using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using Aops.Hosting;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// HTTP to the provider: bounded in time and bytes, over TLS that is verified, without redirects, by the proxy of the environment.
/// </summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int AnswerBytesMax = 256 * 1024;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    public ProviderHttp(ProviderOptions options)
    {
        var handler = PinnedHttp.CreateHandler(options.Authority, new ServerProxy(() => ServerProxy.FromEnvironment));
        // Other programs than ours may be older ones.
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        _http = new HttpClient(handler)
        {
            Timeout = AnswerTimeout, MaxResponseContentBufferSize = AnswerBytesMax,
        };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="SignInFault">It does not come.</exception>
    public async Task<string> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (status, text) = await SendAsync(request, cancellationToken);
        return status == 200 ? text : throw new SignInFault($"{address} answers {status}");
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Status and body.</returns>
    /// <exception cref="SignInFault">No answer comes.</exception>
    public async Task<(int Status, string Text)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            throw new SignInFault(PinnedHttp.Explain(e, address, ServerProxy.FromEnvironment), e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SignInFault($"{address} does not answer within {AnswerTimeout.TotalSeconds} s", e);
        }
    }

    /// <summary>Parses an object.</summary>
    /// <exception cref="SignInFault">It is none.</exception>
    public static JsonElement Parse(string text, Uri source)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new SignInFault($"{source} answers no JSON object");
        }
        catch (JsonException e)
        {
            throw new SignInFault($"{source} answers no JSON", e);
        }
    }

    public void Dispose() => _http.Dispose();
}
