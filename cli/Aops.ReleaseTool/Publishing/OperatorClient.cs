using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Native.Crypto;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Publishing;

/// <summary>
/// Client of the server as an operator: with a bearer token, and trusting the given certificate authority
/// alone.
/// </summary>
internal sealed class OperatorClient : IDisposable
{
    private const int ProblemBytesMax = 64 * 1024;
    private const int TokenBytesMax = 4096;
    private readonly HttpClient _http;

    /// <summary>Creates a client.</summary>
    /// <param name="server"><c>https://HOST:PORT</c>.</param>
    /// <param name="tokenFile">File with the operator token.</param>
    /// <param name="caFile">PEM; null to trust the system's authorities.</param>
    public OperatorClient(string server, string tokenFile, string? caFile)
    {
        if (!Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http"))
        {
            throw new ToolException(ExitCodes.Usage, $"--server '{server}' is not a URL such as https://HOST:PORT");
        }
        if (!File.Exists(tokenFile)) throw new ToolException(ExitCodes.NoInput, $"the token file {tokenFile} is not there");
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (caFile is not null) handler.SslOptions.CertificateChainPolicy = Trust(caFile);
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", ReadToken(tokenFile));
    }

    private static string ReadToken(string file)
    {
        var token = new FileInfo(file).Length <= TokenBytesMax ? File.ReadAllText(file).Trim() : "";
        return token.Length > 0 && token.All(c => c is > ' ' and < (char)0x7F)
            ? token
            : throw new ToolException(ExitCodes.BadData, $"{file} does not hold a token");
    }

    /// <summary>Sends a request. An unreachable server throws; a reply of any status does not.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            var isTrust = e.HttpRequestError == HttpRequestError.SecureConnectionError;
            var cause = isTrust ? $"its certificate is not accepted: {CertificateFault.Explain(e)}; is --ca the one of this server?"
                : e.GetBaseException().Message;
            throw new ToolException(isTrust ? ExitCodes.Protocol : ExitCodes.Unavailable,
                $"{_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} cannot be reached: {cause}; what was sent before stays, run it again", e);
        }
    }

    /// <summary>The fault for an unsuccessful reply.</summary>
    public static async Task<ToolException> FaultOfAsync(
        HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        var code = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCodes.NoPermission,
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests => ExitCodes.Unavailable,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => ExitCodes.NoInput,
            // What was asked for is understood, and refused.
            HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed
                or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => ExitCodes.BadData,
            _ => ExitCodes.Protocol,
        };
        return new ToolException(code, $"{what}: the server answered {(int)response.StatusCode}" +
            $"{await DetailAsync(response, cancellationToken)}");
    }

    /// <summary>The object that a successful reply holds.</summary>
    /// <exception cref="ToolException">It holds none.</exception>
    public static async Task<JsonObject> ReadObjectAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var source = response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Authority);
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (JsonNode.Parse(bytes) is JsonObject reply) return reply;
        }
        catch (JsonException)
        {
            // Not an answer of the API.
        }
        throw new ToolException(ExitCodes.Protocol, $"{source} did not answer as an aops server does; is it one?");
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != Problem.MediaType
            || response.Content.Headers.ContentLength > ProblemBytesMax)
        {
            return "";
        }
        try
        {
            var problem = JsonSerializer.Deserialize(
                await response.Content.ReadAsByteArrayAsync(cancellationToken), ContractsJson.Default.Problem);
            // The detail names the fields as well.
            var title = problem?.Title is { } words ? $"{words}." : null;
            return $": {string.Join(' ', new[] { title, problem?.Detail, problem?.Fix }.OfType<string>())}";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static X509ChainPolicy Trust(string caFile)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            throw new ToolException(ExitCodes.BadData, $"--ca: {caFile} is not a certificate in PEM", e);
        }
        catch (IOException e)
        {
            throw new ToolException(ExitCodes.NoInput, $"--ca: {e.Message}", e);
        }
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new ToolException(ExitCodes.BadData, $"--ca: {caFile} holds no certificate in PEM");
    }
}
