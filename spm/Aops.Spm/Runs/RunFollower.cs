using Aops.Contracts.Wire.Runs;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Runs.Output;
using Aops.Spm.Playbooks;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Runs;

/// <summary>
/// Follows runs by the files of their keepers, whichever process of spm has started them. On the loop of
/// <see cref="RunService"/> only.
/// </summary>
/// <param name="ledger">The tickets.</param>
/// <param name="start">Knows which keepers are on their way.</param>
internal sealed partial class RunFollower(
    RunLedger ledger, RunStart start, TimeProvider clock, ILogger<RunFollower> logger)
{
    private const string NeverBegan = "its keeper did not begin";

    private readonly HashSet<string> _asked = [];

    /// <summary>Looks at a run that was started once.</summary>
    /// <exception cref="IOException">A file cannot be read or written now; looked at again.</exception>
    public void Look(RunTicket ticket)
    {
        var folder = ledger.FolderOf(ticket.Id);
        if (ticket.IsCancelled) Cancel(ticket, folder);
        // While a keeper begins, the lock is left to it.
        var isBeginning = !File.Exists(folder.Keeper) && start.IsOnItsWay(ticket.Id);
        if (isBeginning && !File.Exists(folder.End)) return;
        var evidence = new RunEvidence(IsLocked(folder), File.Exists(folder.End), File.Exists(folder.Executed),
            ticket is { IsSafeToRepeat: true, IsCancelled: false, Order: not null, Starts: < RunLimits.StartsMax });
        switch (evidence.Judge())
        {
            case RunRecovery.Follow:
                if (ticket.Stage == RunStage.Starting && evidence.WasExecuted) NoteRunning(ticket, folder);
                break;
            case RunRecovery.Conclude:
                Conclude(ticket, folder);
                break;
            case RunRecovery.Start:
                Restart(ticket, folder);
                break;
            case RunRecovery.Repeat:
                Repeat(ticket, folder);
                break;
            default:
                GiveUp(ticket, folder, "this host, or the keeper of the run, ended in the middle; it may have run in part");
                break;
        }
    }

    /// <summary>Ends a run of which nothing was executed, unless a keeper may still be there.</summary>
    /// <returns>Whether it has ended.</returns>
    /// <exception cref="IOException">It cannot be noted.</exception>
    public bool TryEndUnstarted(RunTicket ticket, RunPhase phase, string? reason)
    {
        var folder = ledger.FolderOf(ticket.Id);
        // Without a start there is no keeper. One that comes late finds this file, and executes nothing.
        if (ticket.Starts > 0) AtomicFile.Write(folder.Cancel, "");
        using var held = ticket.Starts > 0 ? FileLock.TryAcquire(folder.Lock) : null;
        var mayRun = held is null || File.Exists(folder.Executed) || File.Exists(folder.End);
        if (ticket.Starts > 0 && mayRun) return false;
        End(ticket, new RunReport { Phase = phase, Reason = reason, At = clock.GetUtcNow() });
        return true;
    }

    private void NoteRunning(RunTicket ticket, RunFolder folder)
    {
        var startedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(folder.Executed));
        ledger.Change(ticket.Id, t => t with
        {
            Stage = RunStage.Running,
            Report = new RunReport { Phase = RunPhase.Running, At = startedAt, StartedAt = startedAt },
        });
        LogRunning(ticket.Id);
    }

    private void Conclude(RunTicket ticket, RunFolder folder)
    {
        if (KeeperProcess.TryRead(folder.Keeper) is { } keeper) start.Adopt(keeper.Pid);
        if (RunEnd.TryRead(folder.End) is { } end) End(ticket, PlaybookEvents.AddTo(end.ToReport(), folder));
        else GiveUp(ticket, folder, $"{folder.End} is damaged; it has run");
    }

    // Nothing was executed: its keeper was not started, or was killed before.
    private void Restart(RunTicket ticket, RunFolder folder)
    {
        if (ticket.IsCancelled) TryEndUnstarted(ticket, RunPhase.Cancelled, null);
        else if (ticket.Order is null) TryEndUnstarted(ticket, RunPhase.Failed, $"{folder.Ticket} was damaged");
        else if (ticket.Starts >= RunLimits.StartsMax) TryEndUnstarted(ticket, RunPhase.Failed, NeverBegan);
        else ledger.Change(ticket.Id, t => t with { Stage = RunStage.Accepted });
    }

    private void Repeat(RunTicket ticket, RunFolder folder)
    {
        if (!RunLeftovers.Kill(folder)) LogLeft(ticket.Id);
        LogRepeated(ticket.Id);
        ledger.Change(ticket.Id, t => t with { Stage = RunStage.Accepted });
        AtomicFile.Delete(folder.Executed);
    }

    private void GiveUp(RunTicket ticket, RunFolder folder, string reason)
    {
        var left = RunLeftovers.Kill(folder) ? "" : "; processes of it are left that cannot be killed";
        var report = new RunReport
        {
            Phase = RunPhase.Unknown, Reason = reason + left, At = clock.GetUtcNow(),
            StartedAt = ticket.Report.StartedAt,
            OutputEnd = new SpoolReader(folder.Output).FindEnd(),
        };
        End(ticket, PlaybookEvents.AddTo(report, folder));
    }

    /// <summary>Notes the end of a run.</summary>
    private void End(RunTicket ticket, RunReport report)
    {
        ledger.Change(ticket.Id, t => t with { Stage = RunStage.Ended, Order = null, Report = report });
        _asked.Remove(ticket.Id);
        start.Release(ticket.Id);
        LogEnded(ticket.Id, report.Phase, report.Reason ?? "");
    }

    private void Cancel(RunTicket ticket, RunFolder folder)
    {
        if (!File.Exists(folder.Cancel)) AtomicFile.Write(folder.Cancel, "");
        if (_asked.Contains(ticket.Id) || KeeperProcess.TryRead(folder.Keeper) is not { } keeper) return;
        try
        {
            if (keeper.Identity.IsAlive) Signal.Send(keeper.Pid, Signal.SIGTERM);
            _asked.Add(ticket.Id);
        }
        catch (PosixException e)
        {
            LogNotAsked(ticket.Id, e.Message);
        }
    }

    private static bool IsLocked(RunFolder folder)
    {
        using var held = FileLock.TryAcquire(folder.Lock);
        return held is null;
    }

    [LoggerMessage(2330, LogLevel.Information, "run {Id}: its program runs")]
    private partial void LogRunning(string id);

    [LoggerMessage(2331, LogLevel.Information, "run {Id}: {Phase} {Reason}")]
    private partial void LogEnded(string id, RunPhase phase, string reason);

    [LoggerMessage(2332, LogLevel.Warning, "run {Id}: it may have run in part, and is started again, as its order allows")]
    private partial void LogRepeated(string id);

    [LoggerMessage(2333, LogLevel.Warning, "run {Id}: its keeper cannot be asked to end it: {Reason}; tried again")]
    private partial void LogNotAsked(string id, string reason);

    [LoggerMessage(2334, LogLevel.Warning, "run {Id}: processes of an earlier start are left that cannot be killed")]
    private partial void LogLeft(string id);
}
