using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Output;

namespace Aops.Supervision;

/// <summary>
/// One timer for all periodic checks: lengths of logs, and memory if there is a cap. On the loop, except copying
/// logs.
/// </summary>
internal sealed class Housekeeping(
    SupervisorContext context, SupervisorOptions options, Func<IReadOnlyCollection<SupervisedProcess>> processes)
    : IDisposable
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);

    private readonly LogKeeper _logs = new(context.Layout, context.Logger);
    private readonly Orphans _orphans = new();
    private bool _isLooking;
    private LoopTimer? _timer;
    private TimeSpan _memoryAt;
    private TimeSpan _orphansAt;

    /// <summary>Starts the timer if it is not running.</summary>
    public void Begin()
    {
        if (_timer is null or { IsCancelled: true }) _timer = context.Loop.StartTimer(FirstLook, Look);
    }

    /// <summary>Updates the log limits and the writer of a sub-agent that has changed.</summary>
    /// <param name="process">The sub-agent.</param>
    public void Follow(SupervisedProcess process) => _logs.Follow(process.Spec.Name, process.Spec.Log, process.Pid);

    /// <summary>Bounds the log of a sub-agent that has ended, a last time.</summary>
    /// <param name="name">The sub-agent.</param>
    public Task EndLogAsync(string name) => Task.Run(() => _logs.End(name));

    /// <summary>Stops the bounding of logs; waits for a disk operation in progress.</summary>
    public Task EndLogsAsync() => Task.Run(_logs.Dispose);

    public void Dispose() => _timer?.Cancel();

    private void Look()
    {
        var all = processes();
        if (all.Count == 0) return;
        ReapOrphans();
        LookAtLogs();
        var next = _logs.IsWatching ? options.MemoryPeriod : options.LogPeriod;
        if (all.Any(p => p.Spec.Limits.MemoryMaxBytes > 0))
        {
            if (context.Loop.Now >= _memoryAt) LookAtMemory(all);
            var wait = _memoryAt - context.Loop.Now;
            if (wait < next) next = wait;
        }
        _timer = context.Loop.StartTimer(next, Look);
    }

    // On a thread that may wait for the disk; the next check begins after this one.
    private void LookAtLogs()
    {
        if (_isLooking) return;
        _isLooking = true;
        _ = Task.Run(() =>
        {
            try
            {
                _logs.Look();
            }
            finally
            {
                context.Loop.Post(() => _isLooking = false);
            }
        });
    }

    private void ReapOrphans()
    {
        if (context.Loop.Now < _orphansAt) return;
        _orphansAt = context.Loop.Now + options.MemoryPeriod;
        try
        {
            _orphans.Reap();
        }
        catch (PosixException)
        {
            // No descriptor is left: checked again at the next period.
        }
    }

    private void LookAtMemory(IReadOnlyCollection<SupervisedProcess> all)
    {
        _memoryAt = context.Loop.Now + options.MemoryPeriod;
        if (SessionUsage.TryRead() is not { } usage) return;
        foreach (var process in all.ToArray())
        {
            if (process is { Pid: { } pid, Spec.Limits.MemoryMaxBytes: > 0 })
                process.SampleMemory(SessionUsage.Of(pid, usage).RssBytes, options.MemorySamplesOverMax);
        }
    }
}
