using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary>Begins sessions at a server, over its pinned authority.</summary>
internal sealed class SignIn : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private const int AnswerBytesMax = 64 * 1024;

    private readonly Uri _server;
    private readonly HttpClient _http;

    /// <param name="context">The server, with the authority that it is trusted by; its token is not looked at.</param>
    public SignIn(ServerContext context)
    {
        _server = new Uri(context.Server);
        _http = new HttpClient(ServerHttp.CreateHandler(context))
        {
            BaseAddress = _server, Timeout = Timeout, MaxResponseContentBufferSize = AnswerBytesMax,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd($"aops/{Layout.Product.Version}");
    }

    /// <summary>Begins a session by a name and a password.</summary>
    /// <returns>The word of the session.</returns>
    /// <exception cref="CliException">The server refuses it, or cannot be reached.</exception>
    public Task<string> ByPasswordAsync(string user, string password, CancellationToken cancellationToken) =>
        BeginAsync("api/v1/sessions", user, password, cancellationToken);

    /// <summary>Begins a session by the code that a browser has brought.</summary>
    /// <returns>The word of the session.</returns>
    /// <exception cref="CliException">The server refuses it, or cannot be reached.</exception>
    public Task<string> ByCodeAsync(string code, string verifier, CancellationToken cancellationToken) =>
        BeginAsync("api/v1/sessions/code", code, verifier, cancellationToken);

    /// <summary>Where a browser begins a sign-in at this server.</summary>
    /// <exception cref="CliException">The server has no identity provider, or cannot be reached.</exception>
    public async Task<Uri> FindBrowserPathAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/sign-in");
        var (answer, bytes) = await SendAsync(request, cancellationToken);
        using (answer)
        {
            var path = answer.IsSuccessStatusCode ? JsonNode.Parse(bytes)?.AsObject().Word("path") : null;
            return path is ['/', not '/', ..]
                ? new Uri(_server, path)
                : throw new CliException(CliExitCodes.Error, $"{_server} has no identity provider that a browser could sign in by",
                    "sign in by a password (--user NAME), or log in with a key (--token-file FILE)");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> BeginAsync(string path, string name, string secret, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}")));
        var (answer, bytes) = await SendAsync(request, cancellationToken);
        using (answer)
        {
            if (!answer.IsSuccessStatusCode) throw ProblemText.Of(answer.StatusCode, bytes, _server);
            return SessionWord.Read(answer)
                ?? throw new CliException(CliExitCodes.Error, $"{_server} answers without a session; is it an aops server?");
        }
    }

    private async Task<(HttpResponseMessage Answer, byte[] Bytes)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _http.SendAsync(request, cancellationToken);
            return (answer, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            throw new CliException(CliExitCodes.Error, ServerHttp.Explain(e, _server), inner: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(CliExitCodes.Error, $"{_server} does not answer within {Timeout.TotalSeconds} s", inner: e);
        }
    }
}
