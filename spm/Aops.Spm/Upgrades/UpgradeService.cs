using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting.Loops;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Releases;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Upgrades;

/// <summary>
/// Decides when the suite changes its version, by the desired state or by an operator on this host. One
/// attempt at a time, in a lane of its own, so that no sub-agent holds up an upgrade that might repair it.
/// </summary>
internal sealed partial class UpgradeService : BackgroundService
{
    private static readonly ExponentialBackoff Retry =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private static readonly TimeSpan RefusedPeriod = TimeSpan.FromMinutes(1);

    private readonly PostCommitTasks _commit;
    private readonly UpgradeTransitions _steps;
    private readonly UpgradeRunner _runner;
    private readonly UpgradeFeed _board;
    private readonly DesiredStore _desired;
    private readonly OperatorHold _hold;
    private readonly LocalHealth _health;
    private readonly ActiveFaults _faults;
    private readonly WakeSignal _news;
    private readonly LoopSupervisor _loops;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly WakeSignal _work = new();
    private readonly Channel<UpgradeOrder> _local = Channel.CreateBounded<UpgradeOrder>(4);
    private volatile bool _isLeaving;
    private int _failures;

    public UpgradeService(
        PostCommitTasks commit, UpgradeTransitions steps, UpgradeRunner runner, UpgradeFeed board, DesiredStore desired,
        OperatorHold hold, LocalHealth health, ActiveFaults faults, WakeSignal news, LoopSupervisor loops,
        TimeProvider clock, Random random, ILogger<UpgradeService> logger)
    {
        (_commit, _steps, _runner, _board, _desired, _hold) = (commit, steps, runner, board, desired, hold);
        (_health, _faults, _news, _loops) = (health, faults, news, loops);
        (_clock, _random, _logger) = (clock, random, logger);
        desired.Changed += () =>
        {
            _failures = 0;
            _work.Raise();
        };
        hold.Changed += _work.Raise;
    }

    /// <summary>An operator on this host orders a version.</summary>
    /// <returns>Reports up to the final one; the switch replaces this process and ends the stream.</returns>
    /// <exception cref="InvalidOperationException">
    /// The server wants another version, or too many orders wait.
    /// </exception>
    public async IAsyncEnumerable<UpgradeReport> OrderAsync(
        string version, string? bundlePath, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Names.IsValid(version)) throw new InvalidOperationException($"'{version}' is not a version ({Names.Rule})");
        if (_desired.Current?.Agent is { } wanted && wanted.Version != version)
        {
            throw new InvalidOperationException(
                $"the server wants {wanted.Version} on this host and would bring it back; change it there");
        }
        using var following = _board.Follow(out var reports);
        var journal = _steps.Store.Read();
        var order = LocalGeneration.After(journal.Failed.Select(f => f.Generation)
            .Append(journal.Generation).Append(_desired.Current?.Agent?.Generation ?? 0));
        if (!_local.Writer.TryWrite(new UpgradeOrder(version, order, bundlePath, IsAwaited: true)))
            throw new InvalidOperationException("too many orders wait already; try again later");
        _work.Raise();
        await foreach (var report in reports.ReadAllAsync(cancellationToken))
        {
            yield return report;
            if (report.IsFinal) yield break;
        }
    }

    /// <summary>
    /// An operator on this host orders the previous version. The order is persisted before this returns and
    /// carried out in the lane, so a crash in between loses nothing.
    /// </summary>
    /// <param name="isUrgent">Whether to commit as soon as both members are healthy.</param>
    /// <exception cref="InvalidOperationException">There is no previous version, or its slot is gone.</exception>
    public void OrderRollback(bool isUrgent) => Begin(SayRollback(release: null, isAtHost: true, isUrgent));

    /// <summary>
    /// The server orders the previous version. The order may end a trial, or an upgrade before its switch.
    /// Leaving a committed version requires a signed permission.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// There is no previous version, or its slot or the permission is missing.
    /// </exception>
    public async Task OrderServersRollbackAsync(CancellationToken cancellationToken)
    {
        var step = SayRollback(release: null, isAtHost: false);
        if (step.NeedsPermission && step.Journal.Previous is { } previous)
            step = SayRollback(await _runner.FindReleaseAsync(previous, cancellationToken), isAtHost: false);
        Begin(step);
    }

    private UpgradeStep SayRollback(ReleaseFacts? release, bool isAtHost, bool isUrgent = false) =>
        _steps.Apply(UpgradeTrigger.OrderRollback, generation: _desired.Current?.Agent?.Generation ?? 0,
            release: release, isAtHost: isAtHost, isUrgent: isUrgent);

    private void Begin(UpgradeStep step)
    {
        if (step.Refusal is { } refusal) throw new InvalidOperationException(refusal);
        _isLeaving = step.Actions.HasFlag(UpgradeActions.ReplaceSpm);
        _news.Raise();
        _work.Raise();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var journal = TakeUp();
        await StartupDelay.PassAsync(_clock, stoppingToken);
        if (!journal.IsTrial) _commit.Run();
        await _loops.RunAsync("upgrades", async cancellationToken =>
        {
            var next = await TryAsync(cancellationToken);
            await _work.WaitAsync(next, _clock, cancellationToken);
        }, stoppingToken);
    }

    private UpgradeJournal TakeUp()
    {
        var journal = _steps.Store.Read();
        _board.Set(journal.ToReport());
        _health.StateRead = true;
        return journal;
    }

    private async Task<TimeSpan> TryAsync(CancellationToken cancellationToken)
    {
        if (_isLeaving) _runner.Leave();
        if (NextOrder() is not { } order)
        {
            ForgetUnwanted();
            return _hold.Left ?? Timeout.InfiniteTimeSpan;
        }
        try
        {
            await _runner.RunAsync(order, cancellationToken);
            return Settle();
        }
        catch (OrderWithdrawnException e)
        {
            LogWithdrawn(order.Version, e.Message);
            // The next pass gives up what was staged, or carries out what is wanted instead.
            return TimeSpan.Zero;
        }
        catch (Exception e) when (order.IsAwaited && !cancellationToken.IsCancellationRequested)
        {
            if (e is not UpgradeRefusedException && !IsOfTheMoment(e)) _loops.LogOnce("upgrades", e);
            Answer(order, e.Message);
            // Run again at once, without what was begun for the abandoned order.
            return TimeSpan.Zero;
        }
        catch (UpgradeRefusedException e)
        {
            if (_faults.Set("upgrade", HinderedUpgrade.TellRefused(order.Version, e.Message)))
            {
                LogRefused(order.Version, e.Message);
                _news.Raise();
            }
            if (e.IsBelowFloor) return Retry.NextDelay(++_failures, _random);
            _failures = 0;
            // A trial in progress ends by itself; look again then.
            return RefusedPeriod;
        }
        catch (Exception e) when (IsOfTheMoment(e))
        {
            var wait = Retry.NextDelay(++_failures, _random);
            LogPostponed(order.Version, e.Message, wait.TotalSeconds);
            _faults.Set("upgrade", HinderedUpgrade.Tell(order.Version, e.Message));
            _news.Raise();
            return wait;
        }
    }

    // Whether it is a fault of the network or the disk, which may be gone at the next try.
    private static bool IsOfTheMoment(Exception e) =>
        e is FetchException or IOException or TimeoutException or UnauthorizedAccessException;

    private void Answer(UpgradeOrder order, string reason)
    {
        LogRefused(order.Version, reason);
        _board.Set(new UpgradeReport
        {
            From = _steps.Store.Read().Current ?? Product.Version,
            To = order.Version,
            Phase = UpgradePhase.Failed,
            Reason = reason,
            At = _clock.GetUtcNow(),
        });
        _news.Raise();
    }

    private TimeSpan Settle()
    {
        _failures = 0;
        if (_faults.Set("upgrade", null)) _news.Raise();
        return Timeout.InfiniteTimeSpan;
    }

    // What hindered a version is no fault any more once the one that runs is wanted.
    private void ForgetUnwanted()
    {
        if (_desired.Current?.Agent?.Version == (_steps.Store.Read().Current ?? Product.Version)) Settle();
    }

    private UpgradeOrder? NextOrder()
    {
        var journal = _steps.Store.Read();
        // A rollback that was ordered on this host, perhaps in an earlier process; the desired state does
        // not matter.
        if (journal is { Phase: JournalPhase.Staged, IsRollback: true, To: { } previous })
            return new UpgradeOrder(previous, journal.Generation);
        if (_local.Reader.TryRead(out var local)) return local;
        var host = new CurrentState(
            journal.Current ?? Product.Version,
            (version, order) => journal.FailureOf(version, order) is not null,
            new Dictionary<string, SubAgents.SubAgentRecord>());
        if (_desired.Current is { } desired && Planner.PlanAgent(desired, host) is { Wanted: var wanted })
        {
            // What was staged before the hold stays, and is gone on with after it.
            return _hold.Current is null ? new(wanted.Version, wanted.Generation, IsOfServer: true) : null;
        }
        // The staged version is no longer wanted: applying the current version abandons it.
        return journal.Phase is JournalPhase.Staging or JournalPhase.Staged && journal.Current is { } current
            ? new UpgradeOrder(current, journal.CurrentGeneration)
            : null;
    }

    [LoggerMessage(2240, LogLevel.Error, "upgrade to {Version}: {Reason}")]
    private partial void LogRefused(string version, string reason);

    [LoggerMessage(2242, LogLevel.Information, "upgrade to {Version}: {Reason}")]
    private partial void LogWithdrawn(string version, string reason);

    [LoggerMessage(2241, LogLevel.Warning, "upgrade to {Version}: {Reason}; next try in {Seconds:0} s")]
    private partial void LogPostponed(string version, string reason, double seconds);
}
