using System.Net;
using System.Net.Http.Headers;

namespace Aops.Releases.Transport;

/// <summary>
/// A repository behind HTTP. The stream that it gives goes on by itself after a drop, by a Range request for the rest,
/// until <see cref="HttpReleaseOptions.DownloadTimeout"/> passes without progress.
/// </summary>
public sealed class HttpReleaseSource : IReleaseSource
{
    private readonly HttpClient _client;
    private readonly Uri _base;
    private long _bytesPerSecondMax;

    /// <summary>Makes a source.</summary>
    /// <param name="client">It brings the pinned certificate authority and the proxy; its own timeout bounds one answer's headers.</param>
    /// <param name="baseUri">The repository: <c>https://SERVER/repo/</c>.</param>
    /// <param name="options">Timeouts.</param>
    public HttpReleaseSource(HttpClient client, Uri baseUri, HttpReleaseOptions options, TimeProvider clock)
    {
        _client = client;
        _base = baseUri.AbsoluteUri.EndsWith('/') ? baseUri : new Uri(baseUri.AbsoluteUri + "/");
        Options = options;
        Time = clock;
    }

    /// <inheritdoc/>
    /// <remarks>It may be changed while a download runs.</remarks>
    public long BytesPerSecondMax
    {
        get => Interlocked.Read(ref _bytesPerSecondMax);
        set => Interlocked.Exchange(ref _bytesPerSecondMax, value);
    }

    internal HttpReleaseOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <inheritdoc/>
    public async Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken)
    {
        var backoff = new RetryBackoff(Options, Time);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await OpenAsync(path, offset, cancellationToken) is not { } opened) return null;
                return new ReleaseContent(
                    new ResumingStream(this, path, offset, opened), opened.LengthBytes);
            }
            catch (ReleaseAttemptException e) when (e.IsTransient && attempt < Options.OpenAttemptsMax)
            {
                await backoff.WaitAsync(e.RetryAfter, cancellationToken);
            }
            catch (ReleaseAttemptException e)
            {
                throw new ReleaseSourceException($"{new Uri(_base, path)}: {e.Message}", e);
            }
        }
    }

    /// <summary>One request.</summary>
    /// <returns>The content from the offset on, or null for "no such file".</returns>
    /// <exception cref="ReleaseAttemptException">It failed.</exception>
    internal async Task<OpenedResponse?> OpenAsync(string path, long offset, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_base, path));
        if (offset > 0) request.Headers.Range = new RangeHeaderValue(offset, null);
        using var deadline = new Deadline(Options.DownloadTimeout, Time, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
            if (!response.IsSuccessStatusCode) throw Refused(response);
            // A server without ranges sends all of it again; what is known already is read over.
            var skip = response.StatusCode == HttpStatusCode.PartialContent ? 0 : offset;
            var opened = new OpenedResponse(response,
                await response.Content.ReadAsStreamAsync(deadline.Token), skip);
            response = null;
            return opened;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ReleaseAttemptException(Reason(e), isTransient: true, null, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ReleaseAttemptException("no answer in time", isTransient: true, null, e);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private ReleaseAttemptException Refused(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        var transient = code is 408 or 429 or >= 500;
        var after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - Time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new ReleaseAttemptException(
            $"the server answered {code} {response.ReasonPhrase}", transient, after, null);
    }

    // The cause of a refused certificate or connection is one level down.
    private static string Reason(Exception e) =>
        e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message;
}
