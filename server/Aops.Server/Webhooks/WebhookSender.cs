using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Aops.Layout;
using Aops.Native.Programs;

namespace Aops.Server.Webhooks;

/// <summary>
/// Posts messages to receivers: by http or https with a certificate that the machine trusts, to an address that
/// <see cref="ReceiverAddress"/> allows, without following redirects, without a proxy, and within a time. Of an answer only the
/// status counts; its body is not read.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly bool _allowsLocal;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _answerMax;
    private readonly HttpClient _client;

    /// <param name="allowsLocal">Whether loopback and link-local addresses are allowed.</param>
    /// <param name="clock">Gives the times that are signed; the network itself follows real time.</param>
    /// <param name="answerMax">How long a receiver may take to answer.</param>
    public WebhookSender(bool allowsLocal, TimeProvider clock, TimeSpan answerMax)
    {
        (_allowsLocal, _clock, _answerMax) = (allowsLocal, clock, answerMax);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = WebhookLimits.ConnectMax,
            MaxResponseHeadersLength = WebhookLimits.AnswerHeadersKilobytesMax,
            // A receiver that moves is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = ConnectAsync,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("aops-server", Product.Version));
    }

    /// <summary>Tries to send a message once.</summary>
    /// <exception cref="OperationCanceledException">The server stops: it is not known whether the receiver has it.</exception>
    public async Task<SendOutcome> SendAsync(Webhook webhook, Delivery delivery, CancellationToken stopping)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(_answerMax);
        try
        {
            using var request = Make(webhook, delivery);
            using var answer = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return new SendOutcome((int)answer.StatusCode, FaultOf(answer.StatusCode));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new SendOutcome(null, string.Create(
                CultureInfo.InvariantCulture, $"no answer within {_answerMax.TotalSeconds:0.#} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return new SendOutcome(null, Sentence(e));
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Make(Webhook webhook, Delivery delivery)
    {
        var seconds = _clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url.Value)
        {
            Content = new ByteArrayContent(delivery.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", webhook.Secret.Sign(delivery.Id, seconds, delivery.Body));
        return request;
    }

    private static string? FaultOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => $"status {(int)status}: redirects are not followed",
        _ => $"status {(int)status}",
    };

    // The innermost cause says what happened, such as a certificate that is not trusted; none of them has the path.
    private static string Sentence(Exception fault)
    {
        while (fault.InnerException is { } inner) fault = inner;
        return PlainText.Cut(PlainText.Escape(fault.Message).TrimEnd('.'), WebhookLimits.FaultCharsMax);
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal)) return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException($"the address of {host} is not found ({e.SocketErrorCode})");
        }
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var point = context.DnsEndPoint;
        var all = await ResolveAsync(point.Host, cancellationToken);
        var allowed = _allowsLocal ? all : Array.FindAll(all, address => ReceiverAddress.FindFault(address) is null);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(all.Length == 0
                ? $"{point.Host} has no address"
                : $"{point.Host} leads to {all[0]}, which {ReceiverAddress.FindFault(all[0])}; aops-server run " +
                    "--webhook-allow-local allows that");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, point.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
