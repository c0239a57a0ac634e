using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Hosting;
using Aops.Hosting.Connections;

namespace Aops.Spm.Runs;

/// <summary>What became of a message about a run.</summary>
internal enum RunDelivery
{
    /// <summary>The server has it.</summary>
    Taken,

    /// <summary>The server does not know the run, or refuses the message for good.</summary>
    Unwanted,

    /// <summary>The server or the network failed; to be sent again.</summary>
    Failed,
}

/// <summary>How the server answered a message about a run.</summary>
/// <param name="Delivery">What became of it.</param>
/// <param name="RetryAfter">How long the server asks to wait before the next one; null where it does not.</param>
internal readonly record struct RunAnswer(RunDelivery Delivery, TimeSpan? RetryAfter = null);

/// <summary>Client of <c>/api/agents/runs/…</c>, in the name of this host.</summary>
/// <param name="http">Yields the client of the connection in force.</param>
internal sealed class RunClient(Func<HttpClient> http, TimeProvider clock)
{
    private const int ReplyBytesMax = 16 * 1024;

    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(Limits.HeartbeatAnswerSecondsMax);

    // A piece of output takes this long over a slow line.
    private static readonly TimeSpan PieceTime = TimeSpan.FromMinutes(1);

    /// <summary>Reports where a run stands.</summary>
    public async Task<RunAnswer> ReportAsync(
        Uri server, Identity identity, string id, RunReport report, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.RunReport));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var (answer, _) = await PostAsync(
            server, identity, $"api/agents/runs/{Uri.EscapeDataString(id)}/report", content, Answer, cancellationToken);
        return answer;
    }

    /// <summary>Sends a piece of output, or asks how far the server has it.</summary>
    /// <param name="offset">Where the piece begins.</param>
    /// <param name="missing">Bytes before it that this host does not have any more.</param>
    /// <param name="frames">The piece; may be empty.</param>
    /// <returns>The reply, if it was taken.</returns>
    public async Task<(RunAnswer Answer, RunOutputReply? Reply)> SendOutputAsync(
        Uri server, Identity identity, string id, long offset, long missing, byte[] frames,
        CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(frames);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var gap = missing > 0 ? string.Create(CultureInfo.InvariantCulture, $"&missing={missing}") : "";
        var path = string.Create(
            CultureInfo.InvariantCulture, $"api/agents/runs/{Uri.EscapeDataString(id)}/output?offset={offset}{gap}");
        var (answer, body) = await PostAsync(
            server, identity, path, content, Answer + PieceTime, cancellationToken);
        if (answer.Delivery != RunDelivery.Taken) return (answer, null);
        return TryRead(body) is { Offset: >= 0 } reply ? (answer, reply) : (new RunAnswer(RunDelivery.Failed), null);
    }

    private async Task<(RunAnswer, byte[])> PostAsync(
        Uri server, Identity identity, string path, HttpContent content, TimeSpan time,
        CancellationToken cancellationToken)
    {
        using var request = AgentRequest.Make(HttpMethod.Post, server, path, identity);
        request.Content = content;
        using var late = new CancellationTokenSource(time, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var response = await http().SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode)
                return (new RunAnswer(Of(response.StatusCode), response.Headers.RetryAfter?.Delta), []);
            await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            var body = new byte[ReplyBytesMax];
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, deadline.Token);
            return (new RunAnswer(RunDelivery.Taken), body[..length]);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return (new RunAnswer(RunDelivery.Failed), []);
        }
    }

    // Who is asked too often, or does not know this host now, may take it later.
    private static RunDelivery Of(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.RequestTimeout
            or HttpStatusCode.MisdirectedRequest or HttpStatusCode.TooManyRequests)
            ? RunDelivery.Unwanted
            : RunDelivery.Failed;

    private static RunOutputReply? TryRead(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ContractsJson.Default.RunOutputReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
