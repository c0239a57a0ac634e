using System.Collections.Concurrent;
using System.Threading.Channels;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Adoption;

/// <summary>
/// Writes small files durably, one after the other, off the event loop: a slow or full disk delays no restart. The files
/// of one change are written at once, as only they tell of a process that ends before somebody has looked at it. Many at
/// a time are written when their burst is over, as flushes take processor and disk from what is just being started. Of
/// several contents of one file only the newest is written; one that cannot be written is tried again until it can.
/// </summary>
internal sealed partial class StateWriter : IAsyncDisposable
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Of one sub-agent: its specification and its state.</summary>
    private const int FilesOfOneChange = 2;

    /// <summary>Without a change for so long a burst is over.</summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(20);

    /// <summary>A burst that does not end is written all the same after so many of them.</summary>
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

    /// <summary>Writes a file, soon.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Makes its content, on the thread that writes; null deletes the file.</param>
    public void Write(string path, Func<byte[]>? content)
    {
        _pending[path] = content;
        Interlocked.Increment(ref _changes);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Ends when all that was asked for before has been tried once.</summary>
    public Task FlushAsync()
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flushes.Enqueue(flush);
        _hurry.Release();
        if (!_wake.Writer.TryWrite(true) && _worker.IsCompleted) flush.TrySetResult();
        return flush.Task;
    }

    /// <summary>Writes what is left and ends.</summary>
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
        while (_flushes.TryDequeue(out var flush)) flushes.Add(flush);
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

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} cannot be written: {Reason}; supervision goes on, next try in {Seconds} s")]
    private static partial void LogFailed(ILogger logger, string path, string reason, double seconds);
}
