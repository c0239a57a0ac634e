using Aops.Native.Streams;

namespace Aops.Releases.Transport;

/// <summary>
/// A download that resumes on a new connection after a drop. It fails only after the timeout without progress, or
/// if the rate stays too low.
/// </summary>
internal sealed class ResumingStream : ForwardReadStream
{
    private readonly HttpReleaseSource _source;
    private readonly string _path;
    private readonly ProgressWatch _watch;
    private readonly RetryBackoff _backoff;
    private readonly BandwidthGate _gate;
    private OpenedResponse? _open;
    private long? _left;
    private long _skip;
    private long _position;

    public ResumingStream(HttpReleaseSource source, string path, long offset, OpenedResponse opened)
    {
        _source = source;
        _path = path;
        _position = offset;
        var options = source.Options;
        _watch = new ProgressWatch(
            options.DownloadTimeout, options.RateWindow, options.BytesPerSecondMin, source.Time);
        _backoff = new RetryBackoff(source.Options, source.Time);
        _gate = new BandwidthGate(source.Time);
        Use(opened);
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0) return 0;
        _watch.Enter();
        while (true)
        {
            using var deadline = _watch.Begin(cancellationToken);
            try
            {
                _open ??= await ReopenAsync(deadline.Token);
                var count = await ReadOpenAsync(buffer, deadline.Token);
                var isFastEnough = _watch.Leave(count);
                if (count > 0)
                {
                    if (!isFastEnough) throw TooSlow();
                    _backoff.Reset();
                    await _gate.PassAsync(count, _source.BytesPerSecondMax, cancellationToken);
                }
                return count;
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw Failed($"no progress for {_source.Options.DownloadTimeout.TotalSeconds:0.#} s", e);
            }
            catch (Exception e) when (e is HttpRequestException or (IOException and not ReleaseSourceException))
            {
                Drop();
                await WaitAsync(null, e, deadline.Token, cancellationToken);
            }
            catch (ReleaseAttemptException e) when (e.IsTransient)
            {
                await WaitAsync(e.RetryAfter, e, deadline.Token, cancellationToken);
            }
            catch (ReleaseAttemptException e)
            {
                throw Failed(e.Message, e);
            }
        }
    }

    private async Task<OpenedResponse> ReopenAsync(CancellationToken cancellationToken)
    {
        var opened = await _source.OpenAsync(_path, _position, cancellationToken)
            ?? throw new ReleaseAttemptException("the file is gone from the server", isTransient: false, null, null);
        Use(opened);
        return opened;
    }

    private async Task<int> ReadOpenAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var part = _skip > 0 && buffer.Length > _skip ? buffer[..(int)_skip] : buffer;
            var count = await _open!.Content.ReadAsync(part, cancellationToken);
            if (count == 0)
            {
                if (_left > 0) throw new IOException($"the connection ended with {_left} bytes to come");
                return 0;
            }
            if (_skip > 0)
            {
                _skip -= count;
                continue;
            }
            _position += count;
            _left -= count;
            return count;
        }
    }

    private async Task WaitAsync(
        TimeSpan? atLeast, Exception cause, CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            await _backoff.WaitAsync(atLeast, deadline);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(
                $"no progress for {_source.Options.DownloadTimeout.TotalSeconds:0.#} s ({cause.Message})", cause);
        }
    }

    private void Use(OpenedResponse opened)
    {
        _open = opened;
        _skip = opened.SkipBytes;
        _left = opened.LengthBytes;
    }

    private void Drop()
    {
        _open?.Dispose();
        _open = null;
    }

    private ReleaseSourceException TooSlow() => new(
        $"{_path} broke off after {_position} bytes: it came slower than {_source.Options.BytesPerSecondMin} bytes a second");

    private ReleaseSourceException Failed(string reason, Exception cause) =>
        new($"{_path} broke off after {_position} bytes: {reason}", cause);

    protected override void Dispose(bool disposing)
    {
        if (disposing) Drop();
        base.Dispose(disposing);
    }
}
