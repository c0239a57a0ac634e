using System.Collections.Concurrent;
using System.Diagnostics;
using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Native.Watching;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Output;

/// <summary>
/// Bounds the logs of all sub-agents. The kernel notifies of each write, so that a flood is bounded from its
/// beginning; the next check comes as soon as a disk at its fastest could have filled a log to its limit. If the
/// kernel lacks such notifications, the owner calls <see cref="Look"/> periodically.
/// <para>Why no pipe: sub-agents write to files of their own, so that an absent, hung or dead spm never blocks or
/// ends one (SIGPIPE). What they write meanwhile is bounded at the next spm's first check.</para>
/// </summary>
internal sealed partial class LogKeeper(AopsLayout layout, ILogger logger) : IDisposable
{
    // Rate at which a page cache accepts writes: a log just below its limit is checked before it is twice as long.
    private const double BytesPerSecondMax = 1e9;

    // Bounds the cost of checks to this fraction of one processor, however much is written.
    private const int PauseOfLooks = 20;

    private const int UrgentNice = -10;

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OutputLog> _logs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (LogSpec Limits, int? Writer)> _changes = new(StringComparer.Ordinal);
    private volatile DirectoryWatch? _watch;
    private bool _disposed;
    private bool _isUrgent;

    private string Folder => Path.GetDirectoryName(layout.SubAgentLog("any"))!;

    /// <summary>Whether the kernel notifies of writes.</summary>
    public bool IsWatching => _watch is not null;

    /// <summary>
    /// Bounds the log of a sub-agent that was started, adopted or changed, from the next check on. Never waits.
    /// </summary>
    /// <param name="name">The sub-agent.</param>
    /// <param name="limits">The limits of its log.</param>
    /// <param name="writer">Its process; null if it has none.</param>
    public void Follow(string name, LogSpec limits, int? writer) => _changes[name] = (limits, writer);

    /// <summary>Bounds the log of a sub-agent that has ended a last time, and stops checking it.</summary>
    /// <param name="name">The sub-agent.</param>
    public void End(string name)
    {
        lock (_gate)
        {
            TakeChanges();
            if (!_logs.Remove(name, out var log)) return;
            using (log)
            {
                Try(name, () =>
                {
                    log.Look();
                    LogRotation.Trim(layout.SubAgentLog(name), log.Limits);
                });
            }
        }
    }

    /// <summary>Checks all logs, and begins to watch if nothing is watched.</summary>
    public void Look()
    {
        DirectoryWatch? lost = null;
        lock (_gate)
        {
            if (_disposed) return;
            LookAtAll();
            if (_watch is { IsLost: true }) (lost, _watch) = (_watch, null);
            _watch ??= DirectoryWatch.TryBegin(Folder, OnWritten);
        }
        lost?.Dispose();
    }

    /// <summary>Stops checking; the sub-agents keep writing.</summary>
    public void Dispose()
    {
        DirectoryWatch? watch;
        lock (_gate)
        {
            _disposed = true;
            (watch, _watch) = (_watch, null);
            foreach (var log in _logs.Values) log.Dispose();
            _logs.Clear();
        }
        watch?.Dispose();
    }

    // Runs on the watch's thread; writes during its sleep cause one further call.
    private void OnWritten()
    {
        if (!_isUrgent)
        {
            // A flood that takes all CPU time would delay this thread and let the log grow.
            ProcessSetup.TrySetNice(UrgentNice);
            _isUrgent = true;
        }
        TimeSpan pause;
        lock (_gate)
        {
            if (_disposed) return;
            var begun = Stopwatch.GetTimestamp();
            LookAtAll();
            var cost = Stopwatch.GetElapsedTime(begun) * PauseOfLooks;
            pause = UntilOver();
            if (pause < cost) pause = cost;
        }
        Thread.Sleep(pause < PauseMax ? pause : PauseMax);
    }

    private TimeSpan UntilOver()
    {
        var room = _logs.Count == 0 ? long.MaxValue : _logs.Values.Min(log => log.Room + log.Limits.BytesMax);
        var seconds = Math.Clamp(room / BytesPerSecondMax, PauseMin.TotalSeconds, PauseMax.TotalSeconds);
        return TimeSpan.FromSeconds(seconds);
    }

    private void TakeChanges()
    {
        foreach (var name in _changes.Keys)
        {
            if (!_changes.TryRemove(name, out var change)) continue;
            if (!_logs.TryGetValue(name, out var log)) _logs[name] = log = new OutputLog(layout.SubAgentLog(name));
            log.Limits = change.Limits;
            Try(name, () =>
            {
                log.TakeWriter(change.Writer);
                LogRotation.Trim(layout.SubAgentLog(name), change.Limits);
            });
        }
    }

    private void LookAtAll()
    {
        TakeChanges();
        foreach (var (name, log) in _logs)
        {
            Try(name, () =>
            {
                if (log.Look()) LogDetached(logger, layout.SubAgentLog(name), name);
            });
        }
    }

    // A full disk fails every check; it is logged once.
    private void Try(string name, Action work)
    {
        try
        {
            work();
            _faulty.Remove(name);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            if (_faulty.Add(name)) LogNotKept(logger, layout.SubAgentLog(name), e.Message);
        }
    }

    [LoggerMessage(1330, LogLevel.Warning,
        "{Path} was moved or deleted while {Name} writes to it: what is written from now on is copied to a new "
            + "file by that name, until the next start of {Name} opens it")]
    private static partial void LogDetached(ILogger logger, string path, string name);

    [LoggerMessage(1331, LogLevel.Warning, "{Path} cannot be held within its limits: {Reason}; its writer continues")]
    private static partial void LogNotKept(ILogger logger, string path, string reason);
}
