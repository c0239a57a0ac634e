using Aops.Contracts.SubAgents;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Supervision.Loop;
using Aops.Supervision.Output;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>
/// One timer for all that must be looked at now and then: lengths of logs, and memory where it has a cap. On the
/// loop; the copying of logs is not.
/// </summary>
internal sealed partial class Housekeeping(
    SupervisorContext context, SupervisorOptions options, Func<IReadOnlyCollection<SupervisedProcess>> processes)
    : IDisposable
{
    // A disk takes a gigabyte a second: this is how much of one a log may grow beyond its limit.
    private static readonly TimeSpan BusyLogPeriod = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, long> _lengths = [];
    private readonly HashSet<string> _rotating = [];
    private readonly Orphans _orphans = new();
    private LoopTimer? _timer;
    private TimeSpan _memoryAt;
    private TimeSpan _orphansAt;

    /// <summary>Begins, if it has not.</summary>
    public void Begin()
    {
        if (_timer is null or { IsCancelled: true }) _timer = context.Loop.StartTimer(BusyLogPeriod, Look);
    }

    /// <summary>Makes the log of a sub-agent that has ended be within its limits: nobody looks at it from then on.</summary>
    /// <param name="spec">Its specification.</param>
    public Task EndLogAsync(SubAgentSpec spec) =>
        Task.Run(() => Rotate(context.Layout.SubAgentLog(spec.Name), spec.Log));

    public void Dispose() => _timer?.Cancel();

    private void Look()
    {
        var all = processes();
        if (all.Count == 0) return;
        ReapOrphans();
        var next = LookAtLogs(all) ? BusyLogPeriod : options.LogPeriod;
        if (all.Any(p => p.Spec.Limits.MemoryMaxBytes > 0))
        {
            if (context.Loop.Now >= _memoryAt) LookAtMemory(all);
            var wait = _memoryAt - context.Loop.Now;
            if (wait < next) next = wait;
        }
        _timer = context.Loop.StartTimer(next < options.LogPeriod ? next : options.LogPeriod, Look);
    }

    // Whether one grows so fast that the quiet period would let it grow far over its limit.
    private bool LookAtLogs(IReadOnlyCollection<SupervisedProcess> all)
    {
        const int busyShare = 8;
        var busy = false;
        foreach (var process in all)
        {
            var log = process.Spec.Log;
            var path = context.Layout.SubAgentLog(process.Spec.Name);
            var length = LogRotation.LengthOf(path);
            var isKnown = _lengths.TryGetValue(path, out var before);
            busy |= length - before > log.BytesMax / busyShare;
            _lengths[path] = length;
            if ((!isKnown || LogRotation.IsTooLong(path, log)) && _rotating.Add(path)) _ = RotateAsync(path, log);
        }
        return busy;
    }

    private async Task RotateAsync(string path, LogSpec log)
    {
        await Task.Run(() => Rotate(path, log)).ConfigureAwait(false);
        context.Loop.Post(() =>
        {
            _rotating.Remove(path);
            _lengths[path] = LogRotation.LengthOf(path);
        });
    }

    private void Rotate(string path, LogSpec log)
    {
        try
        {
            if (!LogRotation.RotateIfLong(path, log)) LogRotation.Trim(path, log);
        }
        catch (Exception e)
        {
            LogNotRotated(context.Logger, path, e.Message);
        }
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
            // No descriptor is left; they wait for the next time.
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be rotated: {Reason}; its writer goes on")]
    private static partial void LogNotRotated(ILogger logger, string path, string reason);
}
