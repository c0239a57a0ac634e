using System.Collections.Concurrent;
using System.Threading.Channels;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Adoption;

/// <summary>
/// Writes small files durably, one after the other, off the event loop: a slow or full disk delays no restart. Of
/// several contents of one file only the newest is written; one that cannot be written is tried again until it can.
/// A crash before a write loses nothing that <see cref="OrphanScan"/> could not find.
/// </summary>
internal sealed partial class StateWriter : IAsyncDisposable
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, byte[]?> _pending = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _flushes = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ILogger _logger;
    private readonly Task _worker;

    public StateWriter(ILogger logger)
    {
        _logger = logger;
        _worker = Task.Run(RunAsync);
    }

    /// <summary>Writes a file, soon.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content; null deletes it.</param>
    public void Write(string path, byte[]? content)
    {
        _pending[path] = content;
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Ends when all that was asked for before has been tried once.</summary>
    public Task FlushAsync()
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flushes.Enqueue(flush);
        if (!_wake.Writer.TryWrite(true) && _worker.IsCompleted) flush.TrySetResult();
        return flush.Task;
    }

    /// <summary>Writes what is left and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
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
        }
        Pass();
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

    private bool TryWrite(string path, byte[]? content)
    {
        try
        {
            if (content is null)
            {
                Durable.Delete(path);
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                Durable.Write(path, content);
            }
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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
