using Aops.Contracts.Wire.Runs;
using Aops.Hosting.Loops;
using Aops.Native.Files;
using Aops.Runs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Runs;

/// <summary>
/// Executes what the server orders to run: notes it, has it verified, starts it when it may, follows it to its end. Nothing
/// wakes it while no run is open. A keeper holds each run, so this process may end at any point.
/// </summary>
/// <param name="inbox">Where orders come from.</param>
/// <param name="ledger">The tickets.</param>
/// <param name="verification">Decides what may run.</param>
/// <param name="start">Starts keepers.</param>
/// <param name="follower">Follows them.</param>
/// <param name="exclusive">Keeps exclusive runs apart.</param>
/// <param name="courier">Tells the server.</param>
/// <param name="loops">Runs the work.</param>
internal sealed partial class RunService(
    RunInbox inbox, RunLedger ledger, RunVerification verification, RunStart start, RunFollower follower,
    ExclusiveRun exclusive, RunCourier courier, LoopSupervisor loops, TimeProvider clock, ILogger<RunService> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WaitPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private readonly RunWatch _watch = new(ledger, inbox.Work.Raise, courier.Wake);
    private volatile bool _isStopping;
    private string? _loggedFault;

    /// <summary>Ends all runs, since the suite is to stay down, and waits for their ends.</summary>
    public async Task StopAllAsync()
    {
        _isStopping = true;
        inbox.Work.Raise();
        for (var since = clock.GetTimestamp(); clock.GetElapsedTime(since) < StopTime && HasUnderWay();)
            await Task.Delay(LookPeriod, clock);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartupDelay.PassAsync(clock, stoppingToken);
        verification.Decided += inbox.Work.Raise;
        try
        {
            await Task.WhenAll(
                loops.RunAsync("runs", PassAsync, stoppingToken),
                loops.RunAsync("run verification", verification.PassAsync, stoppingToken),
                loops.RunAsync("run reports", courier.PassAsync, stoppingToken));
        }
        finally
        {
            _watch.Dispose();
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        var before = ledger.All;
        start.Reap();
        TakeIn();
        foreach (var ticket in ledger.All) TryLook(ticket);
        foreach (var ticket in ledger.All) await TryStartAsync(ticket, cancellationToken);
        var now = ledger.All;
        if (!now.SequenceEqual(before)) courier.Wake();
        _watch.Follow([.. now.Where(IsUnderWay).Select(ticket => ticket.Id)]);
        await inbox.Work.WaitAsync(NextLook(now), clock, cancellationToken);
    }

    private void TakeIn()
    {
        var isNew = false;
        foreach (var offer in inbox.TakeOffers())
        {
            Try(offer.Order.Id, () =>
            {
                if (!ledger.TryAccept(offer)) return;
                isNew = true;
                LogAccepted(offer.Order.Id, offer.Refusal ?? "accepted");
            });
        }
        foreach (var id in inbox.TakeCancelled()) MarkCancelled(id);
        if (_isStopping)
        {
            foreach (var ticket in ledger.All.Where(IsUnderWay)) MarkCancelled(ticket.Id);
        }
        if (isNew) verification.Begin();
    }

    private void MarkCancelled(string id) => Try(id, () => ledger.Change(
        id, t => t.Stage == RunStage.Ended || t.IsCancelled ? t : t with { IsCancelled = true }));

    private void TryLook(RunTicket ticket) => Try(ticket.Id, () =>
    {
        if (IsUnderWay(ticket))
        {
            if (ticket.IsExclusive) exclusive.TakeUp(ticket.Id);
            follower.Look(ticket);
            if (ledger.Find(ticket.Id) is { Stage: RunStage.Accepted }) Reverify(ticket.Id);
        }
        else if (ticket.Stage == RunStage.Accepted)
        {
            EndUnstarted(ticket);
        }
        if (ledger.Find(ticket.Id) is { Stage: RunStage.Ended or RunStage.Accepted }) exclusive.End(ticket.Id);
        if (ledger.Find(ticket.Id) is { Stage: RunStage.Ended }) verification.Forget(ticket.Id);
    });

    // While it waited, a key may have been revoked.
    private void Reverify(string id)
    {
        verification.Forget(id);
        verification.Begin();
    }

    private void EndUnstarted(RunTicket ticket)
    {
        var verdict = verification.Of(ticket.Id);
        var until = verdict is RunVerdict.Allowed { StartBefore: var signed } ? signed : ticket.Order?.StartBefore;
        var (phase, reason) = ticket.IsCancelled ? (RunPhase.Cancelled, null)
            : clock.GetUtcNow() >= until ? (RunPhase.Expired, (verdict as RunVerdict.Later)?.Sentence)
            : verdict is RunVerdict.Refused { Sentence: var why } ? (RunPhase.Refused, why)
            : (RunPhase.Accepted, null);
        // A keeper of an earlier start is there after all: it is followed.
        if (phase != RunPhase.Accepted && !follower.TryEndUnstarted(ticket, phase, reason))
            ledger.Change(ticket.Id, t => t with { Stage = RunStage.Starting });
    }

    private async Task TryStartAsync(RunTicket ticket, CancellationToken cancellationToken)
    {
        if (_isStopping || ticket.Stage != RunStage.Accepted || ticket.IsCancelled) return;
        if (verification.Of(ticket.Id) is not RunVerdict.Allowed allowed) return;
        if (ledger.All.Count(IsUnderWay) >= RunLimits.AtOnceMax) return;
        if (verification.IsOld(ticket.Id))
        {
            Reverify(ticket.Id);
            return;
        }
        if (allowed.Command.IsExclusive && !exclusive.TryBegin(ticket.Id)) return;
        try
        {
            if (await start.StartAsync(ticket, allowed, cancellationToken) is { } fault
                && ledger.Find(ticket.Id) is { } now)
            {
                follower.TryEndUnstarted(now, RunPhase.Failed, fault);
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            Tell(ticket.Id, e);
        }
    }

    private bool HasUnderWay() => ledger.All.Any(IsUnderWay);

    private static bool IsUnderWay(RunTicket ticket) => ticket.Stage is RunStage.Starting or RunStage.Running;

    // A keeper that is killed writes nothing, so its lock is looked at; one that waits has its time to start.
    private TimeSpan NextLook(IReadOnlyList<RunTicket> tickets)
    {
        if (start.HasChildren || tickets.Any(IsUnderWay)) return LookPeriod;
        return tickets.Any(t => t.Stage == RunStage.Accepted) ? WaitPeriod : Timeout.InfiniteTimeSpan;
    }

    private void Try(string id, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            Tell(id, e);
        }
    }

    // Once per kind, since it is tried again several times a second.
    private void Tell(string id, Exception e)
    {
        if (_loggedFault == e.Message) return;
        _loggedFault = e.Message;
        LogNotNoted(id, e.Message);
    }

    [LoggerMessage(2350, LogLevel.Information, "run {Id}: {What}")]
    private partial void LogAccepted(string id, string what);

    [LoggerMessage(2351, LogLevel.Warning, "run {Id}: {Reason}; nothing more of it happens before that is past")]
    private partial void LogNotNoted(string id, string reason);
}
