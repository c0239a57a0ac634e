using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Hosting;

namespace Aops.AgentService.Enrolment;

/// <summary>Client of the server during an install: registration, and the root of trust on first use.</summary>
internal sealed class EnrolmentServer : IDisposable
{
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WithdrawTime = TimeSpan.FromSeconds(10);
    private const int ReplyBytesMax = 1024 * 1024;

    private readonly Uri _endpoint;
    private readonly string _proxy;

    /// <summary>Connects to a server whose certificate must come from the plan's authority.</summary>
    /// <param name="isVerified">
    /// Whether the certificate is verified; if not, nothing that is received may be trusted.
    /// </param>
    internal EnrolmentServer(InstallPlan plan, bool isVerified = true)
    {
        (_endpoint, _proxy) = (plan.Endpoint, plan.Proxy);
        var handler = PinnedHttp.CreateHandler(plan.Authority, new ServerProxy(() => plan.Proxy));
        if (!isVerified) handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        Http = new HttpClient(handler)
        {
            BaseAddress = plan.Endpoint,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The HTTP client, which downloads use too.</summary>
    internal HttpClient Http { get; }

    public void Dispose() => Http.Dispose();

    /// <summary>Registers the host.</summary>
    /// <param name="request">The description of the host.</param>
    /// <param name="token">The enrolment token.</param>
    /// <param name="proof">
    /// The agent's own token for the identity that is asked for; null if the host has none.
    /// </param>
    /// <param name="attempt">By what the server recognizes that this was asked before; null for nothing.</param>
    /// <exception cref="ServiceException">Refused, unreachable, or not an aops server.</exception>
    internal async Task<RegistrationOutcome> RegisterAsync(
        RegisterRequest request, string token, string? proof, string? attempt, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/agents/register");
        message.Headers.TryAddWithoutValidation(WireHeaders.AgentToken, token);
        if (attempt is not null) message.Headers.TryAddWithoutValidation(WireHeaders.Attempt, attempt);
        if (proof is not null) message.Headers.TryAddWithoutValidation(WireHeaders.AgentProof, proof);
        message.Content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.RegisterRequest));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var (status, body, retryAfter) = await SendAsync(message, cancellationToken);
        if (status == HttpStatusCode.Conflict && TryParse(body, ContractsJson.Default.Problem) is
            { Code: Problem.EnrolmentPendingCode } pending)
        {
            return new RegistrationOutcome.Waiting(Sentence(pending), retryAfter);
        }
        if (status != HttpStatusCode.OK && status != HttpStatusCode.Created)
            throw Refusal(status, body);
        var reply = RegistrationGate.Read(body, out var fault) ?? throw new ServiceException(
            $"{_endpoint} answered the registration with something that is no answer ({fault}); is it an aops server?",
            ExitCodes.Protocol);
        return new RegistrationOutcome.Accepted(reply);
    }

    /// <summary>Asks what would come of a registration; nothing is used up.</summary>
    /// <returns>Null if the server is of a version that cannot say it.</returns>
    /// <exception cref="ServiceException">The token is refused, or the server is unreachable.</exception>
    internal async Task<EnrolmentLook?> LookAsync(string token, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/api/agents/enrolment");
        message.Headers.TryAddWithoutValidation(WireHeaders.AgentToken, token);
        var (status, body, _) = await SendAsync(message, cancellationToken);
        return status switch
        {
            HttpStatusCode.OK => TryParse(body, ContractsJson.Default.EnrolmentLook) ?? throw new ServiceException(
                $"{_endpoint} does not answer as an aops server does; is it one?", ExitCodes.Protocol),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => null,
            _ => throw Refusal(status, body),
        };
    }

    /// <summary>Requires that the server answers over a connection that is trusted; it does not matter what.</summary>
    /// <exception cref="ServiceException">It does not.</exception>
    internal async Task RequireAnswerAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        await SendAsync(message, cancellationToken);
    }

    /// <summary>Asks which version of the suite a host should run that is enrolled.</summary>
    /// <returns>Null where no layer says one, or the server is of a version that cannot say it.</returns>
    /// <exception cref="ServiceException">The identity is refused, or the server is unreachable.</exception>
    internal async Task<string?> FindDesiredAsync(Identity identity, CancellationToken cancellationToken)
    {
        string? version = null;
        using var message = MakeOfSelf(HttpMethod.Get, identity);
        var (status, body, _) = await SendAsync(message, cancellationToken, response => version =
            response.Headers.TryGetValues(WireHeaders.DesiredVersion, out var values) ? values.FirstOrDefault() : null);
        if (status == HttpStatusCode.Unauthorized) throw Refusal(status, body);
        return version is not null && Names.IsValid(version) ? version : null;
    }

    /// <summary>Withdraws the registration.</summary>
    /// <param name="identity">The identity from the registration.</param>
    /// <returns>A clause that says what has become of the enrolment token.</returns>
    internal async Task<string> WithdrawAsync(Identity identity)
    {
        const string usable = "the registration was taken back, and the enrolment token can be used again";
        var spent = $"the enrolment token is used up, and {identity.AgentId} stays in the fleet without a host";
        using var deadline = new CancellationTokenSource(WithdrawTime);
        using var message = MakeOfSelf(HttpMethod.Delete, identity);
        try
        {
            var (status, _, _) = await SendAsync(message, deadline.Token);
            return status == HttpStatusCode.NoContent ? usable : spent;
        }
        catch (Exception e) when (e is ServiceException or OperationCanceledException)
        {
            return spent;
        }
    }

    /// <summary>Fetches the first root of the repository, from which all later ones follow.</summary>
    /// <exception cref="ServiceException">There is none, or the server is unreachable.</exception>
    internal Task<byte[]> FetchTrustRootAsync(CancellationToken cancellationToken) => FetchAsync(
        "/repo/metadata/1.root.json", "no release repository", "publish a release there first",
        ExitCodes.Unavailable, cancellationToken);

    /// <summary>Fetches the server's authority; by itself it proves nothing.</summary>
    /// <exception cref="ServiceException">There is none, or the server is unreachable.</exception>
    internal Task<byte[]> FetchAuthorityAsync(CancellationToken cancellationToken) => FetchAsync(
        "/ca.pem", "no authority to show", "is it an aops server?", ExitCodes.Protocol, cancellationToken);

    private static HttpRequestMessage MakeOfSelf(HttpMethod method, Identity identity)
    {
        var message = new HttpRequestMessage(method, "/api/agents/self");
        message.Headers.TryAddWithoutValidation(WireHeaders.AgentId, identity.AgentId);
        message.Headers.TryAddWithoutValidation(WireHeaders.AgentToken, identity.AgentToken);
        return message;
    }

    private async Task<byte[]> FetchAsync(
        string path, string missing, string advice, int exitCode, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        var (status, body, _) = await SendAsync(message, cancellationToken);
        return status == HttpStatusCode.OK
            ? body
            : throw new ServiceException(
                $"{_endpoint} has {missing} (HTTP {(int)status} for {path}); {advice}", exitCode);
    }

    private async Task<(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)> SendAsync(
        HttpRequestMessage message, CancellationToken cancellationToken, Action<HttpResponseMessage>? look = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(RequestTime);
        try
        {
            using var response = await Http.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            look?.Invoke(response);
            await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            var body = new byte[ReplyBytesMax];
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, deadline.Token);
            return (response.StatusCode, body[..length], response.Headers.RetryAfter?.Delta);
        }
        catch (HttpRequestException e)
        {
            var isTrust = e.HttpRequestError == HttpRequestError.SecureConnectionError
                || e.GetBaseException() is AuthenticationException;
            throw new ServiceException(
                PinnedHttp.Explain(e, _endpoint, _proxy), isTrust ? ExitCodes.Protocol : ExitCodes.Unavailable, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(
                $"{_endpoint} gave no answer within {RequestTime.TotalSeconds} s", ExitCodes.Unavailable, e);
        }
        catch (IOException e)
        {
            throw new ServiceException(
                $"the connection to {_endpoint} broke ({e.Message})", ExitCodes.Unavailable, e);
        }
    }

    private ServiceException Refusal(HttpStatusCode status, byte[] body)
    {
        var problem = TryParse(body, ContractsJson.Default.Problem);
        var because = problem is null ? "" : $": {Sentence(problem)}";
        return (int)status switch
        {
            401 or 403 => new(
                $"{_endpoint} refused the enrolment token{because}" +
                (problem?.Fix is null ? "; ask the operator for a valid one" : ""),
                ExitCodes.NoPermission),
            429 or >= 500 => new(
                $"{_endpoint} cannot register this host now (HTTP {(int)status}){because}; try again later",
                ExitCodes.Unavailable),
            _ => new(
                $"{_endpoint} refused the registration (HTTP {(int)status}){because}", ExitCodes.Protocol),
        };
    }

    // The sentence without its full stop, as more of one follows.
    private static string Sentence(Problem problem)
    {
        var detail = ShownText.Of(problem.Detail ?? problem.Title, Problem.DetailCharsShown).TrimEnd('.');
        return problem.Fix is null
            ? detail
            : $"{detail}; {ShownText.Of(problem.Fix, Problem.DetailCharsShown).TrimEnd('.')}";
    }

    private static T? TryParse<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
