using Aops.AgentService.Services;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>
/// Stops the pair for good. The stop marker comes first: from then on neither member revives the other. The
/// service manager then stops what it runs; the rest is asked, signalled and killed, each step with its own
/// deadline, so that a member that hangs, is stopped by a signal or is already gone does not matter. If the
/// marker cannot be written (full disk), both members are frozen and killed together.
/// </summary>
internal sealed class PairStopper(AopsLayout layout, IHostServices services, TimeProvider clock)
{
    private static readonly TimeSpan AskTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TermTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);
    private const int SweepsMax = 40;

    /// <summary>Stops the pair and its sub-agents.</summary>
    /// <param name="patience">Longest time for a member that is stopping: spm stops its sub-agents first.</param>
    /// <param name="cancellationToken">Ends the wait; the marker stays.</param>
    internal async Task<StopReport> StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var found = ProcessScan.Find(layout);
        var markerFault = TryMark(found.Count > 0);
        // A member that is stopped by SIGSTOP cannot stop its sub-agents, so it is continued first.
        foreach (var member in found) ProcessSignals.Send(member.Process, Signal.SIGCONT);
        await services.StopAsync(patience, cancellationToken);
        var killed = markerFault is null
            ? await EndInOrderAsync(found, patience, cancellationToken)
            : await KillTogetherAsync(found, cancellationToken);
        killed += await SweepAsync(cancellationToken);
        var subAgents = await OrphanedSubAgents.StopAsync(layout, clock, cancellationToken);
        return new(found.Count, killed, subAgents, markerFault);
    }

    private string? TryMark(bool isRunning)
    {
        try
        {
            // Neither installed nor running: create no folder for the marker.
            if (!isRunning && !Directory.Exists(layout.State)) return null;
            AtomicFile.CreateDirectory(layout.State, AtomicFile.PassableDirectory);
            AtomicFile.Write(layout.StopMarker, "stopped by aops-agent-service\n");
            return null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // A marker of an earlier stop has the same effect.
            return File.Exists(layout.StopMarker) ? null : e.Message;
        }
    }

    private async Task<int> EndInOrderAsync(
        List<PairProcess> found, TimeSpan patience, CancellationToken cancellationToken)
    {
        var answered = await Task.WhenAll(AskAsync(Role.Spm, cancellationToken), AskAsync(Role.Spa, cancellationToken));
        var willing = found.Where(p =>
            (p.Role == Role.Spm && answered[0]) || (p.Role == Role.Spa && answered[1])).ToList();
        var unwilling = found.Except(willing).Select(p => p.Process).ToList();
        foreach (var process in unwilling) ProcessSignals.Send(process, Signal.SIGTERM);
        var deaf = await ExitWait.ForAllAsync(unwilling, TermTime, clock, cancellationToken);
        foreach (var process in deaf) ProcessSignals.Send(process, Signal.SIGKILL);

        var slow = await ExitWait.ForAllAsync(willing.Select(p => p.Process), patience, clock, cancellationToken);
        foreach (var process in slow) ProcessSignals.Send(process, Signal.SIGTERM);
        var stuck = await ExitWait.ForAllAsync(slow, TermTime, clock, cancellationToken);
        foreach (var process in stuck) ProcessSignals.Send(process, Signal.SIGKILL);
        await ExitWait.ForAllAsync([.. deaf, .. stuck], KillTime, clock, cancellationToken);
        return deaf.Count + stuck.Count;
    }

    private async Task<bool> AskAsync(Role role, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AskTime);
        try
        {
            await using var connection = await LocalClient.TryConnectAsync(layout, role, Role.Service, deadline.Token);
            if (connection is null) return false;
            await connection.SendAsync(new StopRequest(), deadline.Token);
            while (true)
            {
                switch (await connection.ReceiveAsync(deadline.Token))
                {
                    case DoneReply or null: return true;
                    case FaultReply: return false;
                }
            }
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<int> KillTogetherAsync(List<PairProcess> found, CancellationToken cancellationToken)
    {
        // Frozen first: otherwise the last to die could revive the first.
        foreach (var member in found) ProcessSignals.Send(member.Process, Signal.SIGSTOP);
        foreach (var member in found) ProcessSignals.Send(member.Process, Signal.SIGKILL);
        await ExitWait.ForAllAsync(found.Select(p => p.Process), KillTime, clock, cancellationToken);
        return found.Count;
    }

    // A revival may have started after the processes were listed, so the list is made again.
    private async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var killed = 0;
        var quiet = 0;
        for (var sweep = 0; sweep < SweepsMax && quiet < 2; sweep++)
        {
            var late = ProcessScan.Find(layout);
            if (late.Count == 0)
            {
                quiet++;
                if (quiet < 2) await Task.Delay(Settle, clock, cancellationToken);
                continue;
            }
            quiet = 0;
            killed += await KillTogetherAsync(late, cancellationToken);
        }
        return killed;
    }
}
