using System.Collections.Concurrent;
using Aops.Contracts.Wire.Runs;
using Aops.Hosting.Loops;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Runs;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Runs;

/// <summary>
/// Verifies accepted orders, one after the other, in a loop of its own: it may have to wait for signed metadata, and runs
/// that are under way do not wait for that.
/// </summary>
/// <param name="verifier">Decides.</param>
/// <param name="ledger">Holds the orders, and the nonces that were taken.</param>
/// <param name="random">Spreads the pauses.</param>
internal sealed partial class RunVerification(
    IRunVerifier verifier, RunLedger ledger, TimeProvider clock, Random random, ILogger<RunVerification> logger)
{
    private static readonly ExponentialBackoff Retry = new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(60));

    private static readonly TimeSpan FreshTime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Verified> _verdicts = new(StringComparer.Ordinal);
    private readonly WakeSignal _work = new();
    private int _postponed;

    /// <summary>Raised for every verdict.</summary>
    public event Action? Decided;

    /// <summary>The verdict on a run; null while there is none.</summary>
    public RunVerdict? Of(string id) => _verdicts.GetValueOrDefault(id).Verdict;

    /// <summary>Whether a verdict is so old that it is asked for once more before the run starts.</summary>
    public bool IsOld(string id) =>
        _verdicts.TryGetValue(id, out var verified) && clock.GetElapsedTime(verified.At) > FreshTime;

    /// <summary>Begins with orders that have come.</summary>
    public void Begin()
    {
        _postponed = 0;
        _work.Raise();
    }

    /// <summary>Forgets a verdict, so that the run is verified once more if it is still to start.</summary>
    public void Forget(string id) => _verdicts.TryRemove(id, out _);

    /// <summary>One pass over the orders; returns when there may be another reason for one.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        var isPostponed = false;
        foreach (var ticket in ledger.All)
        {
            if (ticket is not { Stage: RunStage.Accepted, Order: { } order, IsCancelled: false }) continue;
            if (Of(ticket.Id) is RunVerdict.Allowed or RunVerdict.Refused) continue;
            var verdict = await DecideAsync(order, cancellationToken);
            isPostponed |= verdict is RunVerdict.Later;
            _verdicts[ticket.Id] = new(verdict, clock.GetTimestamp());
            Decided?.Invoke();
        }
        _postponed = isPostponed ? _postponed + 1 : 0;
        await _work.WaitAsync(
            isPostponed ? Retry.NextDelay(_postponed, random) : Timeout.InfiniteTimeSpan, clock, cancellationToken);
    }

    private async Task<RunVerdict> DecideAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var verdict = await verifier.VerifyAsync(order, cancellationToken);
        if (verdict is RunVerdict.Later later) LogPostponed(order.Id, later.Sentence);
        if (verdict is not RunVerdict.Allowed { Nonce: { } nonce }) return verdict;
        try
        {
            return ledger.TakeNonce(order.Id, nonce) is { } other
                ? new RunVerdict.Refused($"its signed command was taken before, as run {other}")
                : verdict;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return new RunVerdict.Later($"its nonce cannot be noted: {e.Message}");
        }
    }

    private readonly record struct Verified(RunVerdict? Verdict, long At);

    [LoggerMessage(2310, LogLevel.Warning, "run {Id} cannot be verified now: {Reason}; tried again within a minute")]
    private partial void LogPostponed(string id, string reason);
}
