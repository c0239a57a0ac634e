using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aops.LogTail.Settings;
using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>What goes over a real connection, and what answers mean.</summary>
public sealed class HttpSinkTests : IDisposable
{
    private static readonly SpoolBatch Batch = new(
        "abc", 7, 2, "{\"seq\":7}\n{\"seq\":8}\n"u8.ToArray(), DateTimeOffset.UnixEpoch);

    private readonly Folder _folder = new();
    private readonly HttpListener _listener = new();
    private readonly string _url;
    private readonly ManualClock _clock = new();

    public HttpSinkTests()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        _listener.Prefixes.Add(_url);
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Close();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Gzip")]
    [InlineData("Zstd")]
    public async Task Batch_ArrivesWithItsNumbers_InEachCompression(string compression)
    {
        var serving = AnswerAsync(204);
        using var sink = Sink(new HttpSinkSettings { Url = new Uri(_url), Compression = Enum.Parse<Compression>(compression) });
        Assert.IsType<SinkOutcome.Sent>(await sink.SendAsync(Batch, TestContext.Current.CancellationToken));
        var (headers, body) = await serving;
        Assert.Equal(Batch.Bytes.ToArray(), compression switch
        {
            "Gzip" => Unpack(new GZipStream(new MemoryStream(body), CompressionMode.Decompress)),
            "Zstd" => Unpack(new ZstdSharp.DecompressionStream(new MemoryStream(body))),
            _ => body,
        });
        Assert.Equal(compression == "None" ? null : compression.ToLowerInvariant(), headers["Content-Encoding"]);
        Assert.Equal("application/x-ndjson", headers["Content-Type"]);
        Assert.Equal(("abc", "7", "8"), (headers[HttpSink.StreamHeader], headers[HttpSink.FirstHeader], headers[HttpSink.LastHeader]));
        Assert.Equal("abc-7-8", headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData(200, "Sent")]
    [InlineData(400, "Refused")]
    [InlineData(401, "Refused")]
    [InlineData(403, "Failed")]
    [InlineData(408, "Failed")]
    [InlineData(413, "TooLarge")]
    [InlineData(429, "Failed")]
    [InlineData(500, "Failed")]
    [InlineData(503, "Failed")]
    [InlineData(302, "Failed")]
    public async Task Status_IsUnderstood(int status, string outcome)
    {
        var serving = AnswerAsync(status, body: "words\nof it");
        using var sink = Sink(new HttpSinkSettings { Url = new Uri(_url), RetryStatuses = [403] });
        var answer = await sink.SendAsync(Batch, TestContext.Current.CancellationToken);
        await serving;
        Assert.Equal(outcome, answer.GetType().Name);
        if (answer is SinkOutcome.Refused refused) Assert.Equal(($"http-{status}", $"it answers {status} (words of it)"), (refused.Code, refused.Reason));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("86400", 300)]
    [InlineData("Tue, 01 Jan 2030 00:00:30 GMT", 30)]
    public async Task RetryAfter_IsHeld_UpToItsBound(string value, int seconds)
    {
        var serving = AnswerAsync(503, retryAfter: value);
        using var sink = Sink(new HttpSinkSettings { Url = new Uri(_url) });
        var failed = Assert.IsType<SinkOutcome.Failed>(await sink.SendAsync(Batch, TestContext.Current.CancellationToken));
        await serving;
        Assert.Equal(TimeSpan.FromSeconds(seconds), failed.After);
    }

    [Fact]
    public async Task ReceiverAway_NoAnswer_NoToken_AreFailures()
    {
        using var away = Sink(new HttpSinkSettings { Url = new Uri("http://127.0.0.1:1/") });
        Assert.IsType<SinkOutcome.Failed>(await away.SendAsync(Batch, TestContext.Current.CancellationToken));
        using var silent = Sink(new HttpSinkSettings { Url = new Uri(_url), Timeout = TimeSpan.FromMilliseconds(100) });
        var outcome = Assert.IsType<SinkOutcome.Failed>(await silent.SendAsync(Batch, TestContext.Current.CancellationToken));
        Assert.Contains("no answer within", outcome.Reason, StringComparison.Ordinal);
        using var poor = Sink(new HttpSinkSettings { Url = new Uri(_url), TokenFile = _folder["token"] });
        outcome = Assert.IsType<SinkOutcome.Failed>(await poor.SendAsync(Batch, TestContext.Current.CancellationToken));
        Assert.Contains("token", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_IsReadForEachBatch()
    {
        using var sink = Sink(new HttpSinkSettings { Url = new Uri(_url), TokenFile = _folder["token"] });
        foreach (var token in new[] { "one", "two" })
        {
            await File.WriteAllTextAsync(_folder["token"], token + "\n", TestContext.Current.CancellationToken);
            var serving = AnswerAsync(200);
            await sink.SendAsync(Batch, TestContext.Current.CancellationToken);
            Assert.Equal("Bearer " + token, (await serving).Headers["Authorization"]);
        }
    }

    [Fact]
    public void CaFileWithoutCertificates_IsASentence()
    {
        File.WriteAllText(_folder["ca"], "nothing");
        var fault = Assert.Throws<InvalidDataException>(() =>
            Sink(new HttpSinkSettings { Url = new Uri("https://r/"), CaFile = _folder["ca"] }));
        Assert.Contains("caFile", fault.Message, StringComparison.Ordinal);
    }

    private HttpSink Sink(HttpSinkSettings settings) => new(settings, _clock);

    private async Task<(WebHeaderCollection Headers, byte[] Body)> AnswerAsync(
        int status, string? retryAfter = null, string? body = null)
    {
        var context = await _listener.GetContextAsync();
        using var content = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(content);
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.AddHeader("Retry-After", retryAfter);
        if (body is not null) context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
        return ((WebHeaderCollection)context.Request.Headers, content.ToArray());
    }

    private static byte[] Unpack(Stream stream)
    {
        using var _ = stream;
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
