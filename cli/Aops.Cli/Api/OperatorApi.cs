using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;

namespace Aops.Cli.Api;

/// <summary>
/// The API as an operator, over connections to the pinned authority. A request whose answer did not come is sent again: a read
/// always, a POST with the same <c>Idempotency-Key</c>, so that it is done once, and another write where it names the revision that it
/// changes, so that it cannot be done twice.
/// </summary>
internal sealed class OperatorApi : IDisposable
{
    private const int AttemptsMax = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    // What to do where the server takes the token no more; null where the answer itself says it.
    private readonly string? _again;

    /// <param name="clock">Measures pauses.</param>
    public OperatorApi(ServerContext context, TimeProvider clock)
        : this(context, clock, ServerHttp.CreateHandler(context))
    {
    }

    /// <summary>Speaks through a handler, which it disposes of; tests give their own.</summary>
    internal OperatorApi(ServerContext context, TimeProvider clock, HttpMessageHandler handler)
    {
        _clock = clock;
        Server = new Uri(context.Server);
        _http = new HttpClient(handler) { BaseAddress = Server, Timeout = Timeout.InfiniteTimeSpan };
        if (context.Token.Any(c => c is <= ' ' or >= (char)0x7F))
            throw new CliException(CliExitCodes.Authentication, $"the token for {Server} is not one word", "log in again");
        SessionWord.Show(context.Token, _http.DefaultRequestHeaders);
        _again = SessionWord.IsOne(context.Token)
            ? $"the session is over: aops login --context {context.Name}" + (context.User is { } user ? $" --user {user}" : " --browser")
            : null;
    }

    public Uri Server { get; }

    /// <summary>Why changes are made; null for no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Reads.</summary>
    /// <exception cref="CliException">The server refuses it, or cannot be reached.</exception>
    public Task<ApiAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, revision: null, cancellationToken);

    /// <summary>Reads by a route of newer servers, or, where the server does not know it, by an earlier one.</summary>
    public async Task<ApiAnswer> GetAsync(string path, string earlier, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(path, cancellationToken);
        }
        catch (CliException e) when (e.Code == "no-such-path")
        {
            return await GetAsync(earlier, cancellationToken);
        }
    }

    /// <summary>Sends a request.</summary>
    /// <param name="revision">The revision that a write changes, as its ETag told it; null for any.</param>
    /// <exception cref="CliException">The server refuses it, or cannot be reached.</exception>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, JsonNode? body, string? revision, CancellationToken cancellationToken)
    {
        // Earlier forms, outside of /api/v1, take no key.
        var takesKey = method == HttpMethod.Post && path.StartsWith("/api/v1/", StringComparison.Ordinal);
        var key = takesKey ? Guid.NewGuid().ToString() : null;
        var mayRepeat = method == HttpMethod.Get || key is not null || revision is not null;
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt == AttemptsMax;
            TimeSpan? pause;
            try
            {
                using var request = Make(method, path, body, revision, key);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(AnswerTimeout);
                using var response = await _http.SendAsync(request, limit.Token);
                var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    var answer = Parse(bytes);
                    if (AwaitedApproval.Find(response, answer) is { } awaited) throw awaited;
                    return new ApiAnswer(answer, response.Headers.ETag?.ToString(), attempt > 1);
                }
                pause = PauseOf(response);
                if (pause is null || isLast) throw Refused(response.StatusCode, bytes, wasRepeated: attempt > 1);
            }
            catch (HttpRequestException e)
            {
                pause = IsWorthAnother(e) && mayRepeat && !isLast ? TimeSpan.Zero : throw Unreachable(e, method);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CliException(
                    CliExitCodes.Error, $"{Server} does not answer within {AnswerTimeout.TotalSeconds} s{Doubt(method)}", inner: e);
            }
            var growing = FirstPause * Math.Pow(2, attempt - 1);
            var wait = pause.Value > growing ? pause.Value : growing;
            await Task.Delay(wait < LongestPause ? wait : LongestPause, _clock, cancellationToken);
        }
    }

    /// <summary>Reads a list to its end, a row at a time: as NDJSON, or by pages from a server that has it as JSON alone.</summary>
    /// <param name="member">The member of a page that has the rows.</param>
    /// <exception cref="CliException">The server refuses it, or the connection breaks.</exception>
    public async IAsyncEnumerable<JsonObject> StreamAsync(
        ApiPath path, string member, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Make(HttpMethod.Get, path, body: null, revision: null, key: null);
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        request.Headers.Accept.ParseAdd("application/json;q=0.5");
        using var response = await OpenAsync(request, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            var first = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var page = new ApiAnswer(first, Revision: null, WasRepeated: false);
            while (true)
            {
                foreach (var row in page.List(member)) yield return row;
                if (page.Object["next"] is not { } next) break;
                page = await GetAsync(path.Next(next.ToString()), cancellationToken);
            }
            yield break;
        }
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await NextAsync(reader, cancellationToken) is { } line)
            if (Parse(Encoding.UTF8.GetBytes(line)) is JsonObject row) yield return row;
    }

    /// <summary>Reads a text to its end, a line at a time.</summary>
    /// <exception cref="CliException">The server refuses it, or the connection breaks.</exception>
    public async IAsyncEnumerable<string> LinesAsync(
        ApiPath path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Make(HttpMethod.Get, path, body: null, revision: null, key: null);
        request.Headers.Accept.ParseAdd("text/plain");
        using var response = await OpenAsync(request, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await NextAsync(reader, cancellationToken) is { } line) yield return line;
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Make(
        HttpMethod method, string path, JsonNode? body, string? revision, string? key)
    {
        var request = new HttpRequestMessage(method, path.TrimStart('/'));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (revision is not null) request.Headers.TryAddWithoutValidation("If-Match", revision);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (Reason is not null && method != HttpMethod.Get)
            request.Headers.Add("X-Aops-Reason", Uri.EscapeDataString(Reason));
        return request;
    }

    // These were not begun, or are refused before anything is changed.
    private static TimeSpan? PauseOf(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            && response.Headers.RetryAfter is { } after
            ? after.Delta ?? TimeSpan.Zero
            : null;

    private static bool IsWorthAnother(HttpRequestException e) =>
        e.HttpRequestError is not (HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError);

    private static string Doubt(HttpMethod method) =>
        method == HttpMethod.Get ? "" : "; whether it was done is not known: look before you try again";

    // The revision that stands in the way may be the one that the first attempt made.
    private CliException Refused(HttpStatusCode status, byte[] bytes, bool wasRepeated)
    {
        var fault = ProblemText.Of(status, bytes, Server, _again);
        return wasRepeated && status == HttpStatusCode.PreconditionFailed
            ? new CliException(fault.ExitCode,
                fault.Message + " The connection broke at the first attempt, so that the change may be this one.", "look before you try again")
            : fault;
    }

    private CliException Unreachable(HttpRequestException e, HttpMethod method)
    {
        var isConnected = e.HttpRequestError is not (
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
        return new CliException(CliExitCodes.Error,
            ServerHttp.Explain(e, Server) + (isConnected ? Doubt(method) : ""),
            e.HttpRequestError == HttpRequestError.SecureConnectionError
                ? "if the server's authority was replaced, log in again with its new fingerprint"
                : "aops doctor tells what is wrong", e)
        {
            MayPass = e.HttpRequestError != HttpRequestError.SecureConnectionError,
        };
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                throw ProblemText.Of(response.StatusCode, body, Server, _again);
            }
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e, HttpMethod.Get);
        }
    }

    private async Task<string?> NextAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new CliException(CliExitCodes.Error, $"the connection to {Server} broke: the list is not whole", "try again", e)
            {
                MayPass = true,
            };
        }
    }

    private JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return bytes.Length == 0 ? null : JsonNode.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new CliException(CliExitCodes.Error, $"{Server} answers no JSON; is it an aops server?", inner: e);
        }
    }
}
