using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Aops.LogTail.Settings;
using Aops.LogTail.Spooling;
using Aops.Native.Crypto;
using Aops.Native.Files;

namespace Aops.LogTail.Sinks;

/// <summary>
/// Posts batches as NDJSON, one at a time. Each names its stream and the numbers of its first and last line, so that
/// a receiver that remembers the last number of a stream takes each line once.
/// </summary>
internal sealed class HttpSink : ISink
{
    internal const string StreamHeader = "Aops-Log-Stream";
    internal const string FirstHeader = "Aops-Log-First";
    internal const string LastHeader = "Aops-Log-Last";

    private const int AnswerCharsMax = 200;
    private const int ZstdLevel = 1;

    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromMinutes(5);

    private readonly HttpSinkSettings _settings;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;

    /// <summary>Makes a sink.</summary>
    /// <exception cref="InvalidDataException">The authorities cannot be used, or this host has no OpenSSL.</exception>
    internal HttpSink(HttpSinkSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            MaxConnectionsPerServer = 1,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
        };
        if (settings.Url.Scheme == "https") handler.SslOptions.CertificateChainPolicy = Trust(settings.CaFile);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Target => _settings.Url.ToString();

    public int BatchLinesMax => _settings.BatchLinesMax;

    public int BatchBytesMax => _settings.BatchBytesMax;

    public TimeSpan Linger => _settings.Linger;

    public long FindLast(string stream) => 0;

    public async Task<SinkOutcome> SendAsync(SpoolBatch batch, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.Timeout);
        try
        {
            using var request = Request(batch);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await JudgeAsync(answer, limit.Token);
        }
        catch (HttpRequestException e)
        {
            return new SinkOutcome.Failed(Explain(e));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return new SinkOutcome.Failed(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SinkOutcome.Failed(string.Create(CultureInfo.InvariantCulture,
                $"no answer within {_settings.Timeout.TotalSeconds:0} s"));
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(SpoolBatch batch)
    {
        var (first, last) = (batch.FirstSeq.ToString(CultureInfo.InvariantCulture),
            batch.LastSeq.ToString(CultureInfo.InvariantCulture));
        var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = Content(batch.Bytes) };
        request.Headers.Add(StreamHeader, batch.Stream);
        request.Headers.Add(FirstHeader, first);
        request.Headers.Add(LastHeader, last);
        request.Headers.Add("Idempotency-Key", $"{batch.Stream}-{first}-{last}");
        // Read each time, so that a token may be replaced while the program runs.
        if (_settings.TokenFile is { } file)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(file).Trim());
        return request;
    }

    private HttpContent Content(ReadOnlyMemory<byte> lines)
    {
        HttpContent content;
        switch (_settings.Compression)
        {
            case Compression.Gzip:
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                        gzip.Write(lines.Span);
                    content = new ByteArrayContent(packed.ToArray());
                }
                content.Headers.ContentEncoding.Add("gzip");
                break;
            case Compression.Zstd:
                using (var zstd = new ZstdSharp.Compressor(ZstdLevel))
                    content = new ByteArrayContent(zstd.Wrap(lines.Span).ToArray());
                content.Headers.ContentEncoding.Add("zstd");
                break;
            default:
                content = new ReadOnlyMemoryContent(lines);
                break;
        }
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return content;
    }

    private async Task<SinkOutcome> JudgeAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 200 and <= 299) return new SinkOutcome.Sent();
        if (status == 413) return new SinkOutcome.TooLarge();
        var reason = await ReasonAsync(answer, cancellationToken);
        return status is >= 400 and <= 499 and not 408 and not 429 && !_settings.RetryStatuses.Contains(status)
            ? new SinkOutcome.Refused($"http-{status}", reason)
            : new SinkOutcome.Failed(reason, RetryAfter(answer));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - _clock.GetUtcNow() : null);
        if (wait is not { } time) return null;
        return time < TimeSpan.Zero ? TimeSpan.Zero : time > RetryAfterMax ? RetryAfterMax : time;
    }

    private static string Explain(HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => $"its certificate is not accepted: {CertificateFault.Explain(error)}",
        HttpRequestError.NameResolutionError => "its name cannot be resolved",
        HttpRequestError.ResponseEnded => "it closed the connection before it had answered",
        _ => error.GetBaseException().Message,
    };

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[AnswerCharsMax];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        var said = Encoding.UTF8.GetString(bytes, 0, read).Select(c => char.IsControl(c) ? ' ' : c);
        var text = new string([.. said]).Trim();
        var words = string.Create(CultureInfo.InvariantCulture, $"it answers {(int)answer.StatusCode}");
        return text.Length == 0 ? words : $"{words} ({text})";
    }

    private static X509ChainPolicy? Trust(string? file)
    {
        if (OpenSsl.FindFault() is { } fault) throw new InvalidDataException($"https:// cannot be used: {fault}");
        if (file is null) return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPem(File.ReadAllText(file));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is CryptographicException)
        {
            throw new InvalidDataException($"{file} (caFile) holds no certificates in PEM: {e.Message}", e);
        }
        return policy.CustomTrustStore.Count > 0
            ? policy : throw new InvalidDataException($"{file} (caFile) holds no certificates in PEM");
    }
}
