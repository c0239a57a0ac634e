using System.Collections.Concurrent;
using System.Threading.Channels;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Adoption;

/// <summary>
/// Writes small files durably, one after the other, off the event loop, so that a slow or full disk delays no
/// restart. The files of a single change are written at once, since a process that ends soon is known only from
/// them. Many changes at a time are written when their burst is over, because flushes take processor and disk from
/// the processes that are starting. Of several contents of one file only the newest is written; a failed write is
/// retried until it succeeds.
/// </summary>
internal sealed partial class StateWriter : IAsyncDisposable
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Specification and checkpoint of one sub-agent.</summary>
    private const int FilesOfOneChange = 2;

    /// <summary>Time without a change after which a burst is over.</summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(20);

    /// <summary>Number of quiet times after which an endless burst is written.</summary>
    private const int QuietTimesMax = 10;

    private readonly ConcurrentDictionary<string, Func<byte[]>?> _pending = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _flushes = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _hurry = new(0);
    private readonly ILogger _logger;
    private readonly Task _worker;
    private int _changes;

    public StateWriter(ILogger logger)
    {
        _logger = logger;
        _worker = Task.Run(RunAsync);
    }

    /// <summary>Schedules the write of a file.</summary>
    /// <param name="content">Makes the content, on the writing thread; null deletes the file.</param>
    public void Write(string path, Func<byte[]>? content)
    {
        _pending[path] = content;
        Interlocked.Increment(ref _changes);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Completes when every write that was scheduled before has been tried once.</summary>
    public Task FlushAsync()
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flushes.Enqueue(flush);
        _hurry.Release();
        if (!_wake.Writer.TryWrite(true) && _worker.IsCompleted) flush.TrySetResult();
        return flush.Task;
    }

    /// <summary>Writes the scheduled files and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        _hurry.Release();
        await _worker;
    }

    private async Task RunAsync()
    {
        var open = true;
        while (open)
        {
            var failed = Pass();
            using var retry = new CancellationTokenSource();
            if (failed) retry.CancelAfter(RetryPeriod);
            try
            {
                open = await _wake.Reader.WaitToReadAsync(retry.Token);
                while (_wake.Reader.TryRead(out _)) { }
            }
            catch (OperationCanceledException)
            {
                // Time to try again.
            }
            if (open) await SettleAsync();
        }
        Pass();
    }

    private async Task SettleAsync()
    {
        for (var i = 0; i < QuietTimesMax && _pending.Count > FilesOfOneChange; i++)
        {
            var before = Volatile.Read(ref _changes);
            if (await _hurry.WaitAsync(QuietTime) || Volatile.Read(ref _changes) == before) return;
        }
    }

    private bool Pass()
    {
        var flushes = new List<TaskCompletionSource>();
        while (_flushes.TryDequeue(out var flush))
        {
            flushes.Add(flush);
            // It is served now, and must not hurry a later burst.
            _hurry.Wait(0);
        }
        var failed = false;
        foreach (var path in _pending.Keys)
        {
            if (_pending.TryRemove(path, out var content)) failed |= !TryWrite(path, content);
        }
        foreach (var flush in flushes) flush.TrySetResult();
        return failed;
    }

    private bool TryWrite(string path, Func<byte[]>? content)
    {
        try
        {
            if (content is null)
            {
                AtomicFile.Delete(path);
            }
            else
            {
                AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
                AtomicFile.Write(path, content());
            }
            return true;
        }
        catch (Exception e)
        {
            LogFailed(_logger, path, e.Message, RetryPeriod.TotalSeconds);
            _pending.TryAdd(path, content);
            return false;
        }
    }

    [LoggerMessage(1310, LogLevel.Warning,
        "{Path} cannot be written: {Reason}; supervision goes on, next try in {Seconds} s")]
    private static partial void LogFailed(ILogger logger, string path, string reason, double seconds);
}
