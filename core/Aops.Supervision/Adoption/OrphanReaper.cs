using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Adoption;

/// <summary>
/// Kills the processes that exited sub-agents left behind, in whatever session. One scan of <c>/proc</c>, off the
/// loop, serves all requests that have arrived meanwhile; the members are called on the loop only.
/// </summary>
internal sealed partial class OrphanReaper(AopsLayout layout, EventLoop loop, ILogger logger) : IDisposable
{
    private static readonly TimeSpan KillAgainAfter = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(500);

    private List<(string Name, Action Done)> _waiting = [];
    private bool _running;
    private volatile bool _disposed;

    /// <summary>Kills every process of a sub-agent; the sub-agent must not be started until that is done.</summary>
    /// <param name="name">The sub-agent.</param>
    /// <param name="done">
    /// Called on the loop, later: no process is left, or the remaining ones cannot be killed.
    /// </param>
    public void Begin(string name, Action done)
    {
        _waiting.Add((name, done));
        if (!_running) RunNext();
    }

    /// <summary>
    /// Stops the reaper. Remaining processes are left to the next spm process, which may have restarted the
    /// sub-agent by then.
    /// </summary>
    public void Dispose() => _disposed = true;

    /// <summary>Kills a process; does nothing if it belongs to another user.</summary>
    internal static void Kill(ProcessIdentity process)
    {
        try
        {
            if (process.IsAlive) Signal.Send(process.Pid, Signal.SIGKILL);
        }
        catch (PosixException)
        {
            // EPERM: the caller logs the processes that remain.
        }
    }

    private void RunNext()
    {
        var batch = _waiting;
        _waiting = [];
        _running = batch.Count > 0;
        if (_running) _ = Task.Run(() => RunAsync(batch));
    }

    private async Task RunAsync(List<(string Name, Action Done)> batch)
    {
        try
        {
            await KillAsync(batch.Select(b => b.Name).ToHashSet()).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogSweepFailed(logger, e, string.Join(", ", batch.Select(b => b.Name)));
        }
        finally
        {
            loop.Post(() =>
            {
                foreach (var (_, done) in batch) done();
                RunNext();
            });
        }
    }

    // Several scans: a process may fork during one, and a killed process needs a moment to exit.
    private async Task KillAsync(HashSet<string> names)
    {
        var killed = new HashSet<int>();
        for (var kills = 0; kills < Limits.LeftoverKillsMax && !_disposed;)
        {
            if (TryFind(names) is not { } left)
            {
                await Task.Delay(LookAgainAfter).ConfigureAwait(false);
                continue;
            }
            // An unreaped orphan keeps its pid, and the next scan would find it again.
            killed.RemoveWhere(pid => ChildExit.TryReap(pid) is not null);
            if (left.Count == 0 && killed.Count == 0) return;
            foreach (var process in left) Kill(process);
            killed.UnionWith(left.Select(process => process.Pid));
            kills++;
            await Task.Delay(KillAgainAfter).ConfigureAwait(false);
        }
        if (_disposed) return;
        foreach (var process in TryFind(names) ?? [])
            LogLeft(logger, process.ToString(), string.Join(", ", names));
    }

    // Null if no descriptor is left for the scan, so there may be processes.
    private List<ProcessIdentity>? TryFind(HashSet<string> names)
    {
        try
        {
            return [.. OrphanScan.Find(layout)
                .Where(f => names.Contains(f.Key)).SelectMany(f => f.Value).Select(f => f.Process)];
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    [LoggerMessage(1300, LogLevel.Error,
        "what {Names} left behind could not be looked for; they are started all the same")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception, string names);

    [LoggerMessage(1301, LogLevel.Warning,
        "process {Process}, left behind by {Names}, does not die of SIGKILL; it is left to run")]
    private static partial void LogLeft(ILogger logger, string process, string names);
}
