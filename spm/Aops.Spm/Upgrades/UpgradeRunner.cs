using Aops.Hosting.Loops;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.Spm.Desired;
using Aops.Spm.Releases;
using Aops.Spm.Runs;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Machine;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Upgrades;

/// <summary>
/// Carries an upgrade to the switch: stage, self-test, switch. Nothing before the switch changes what runs,
/// and every step may be repeated. The switch replaces this process, so that a success does not return.
/// </summary>
/// <param name="steps">The journal.</param>
/// <param name="board">Told of the progress.</param>
/// <param name="packages">Where releases come from.</param>
/// <param name="orders">Ends an order that the server withdraws.</param>
/// <param name="selfTest">Tests the programs of a version; returns why they failed, null if they passed.</param>
/// <param name="hasPeer">Whether spa is there, which judges the new version.</param>
/// <param name="exclusive">A run beside which no switch happens.</param>
/// <param name="restart">The switch.</param>
/// <param name="news">Raised where the server should hear of a step.</param>
/// <param name="logger">Told of each step.</param>
internal sealed partial class UpgradeRunner(
    AopsLayout layout, UpgradeTransitions steps, UpgradeFeed board, IPackageFetcher packages,
    OrderGuard orders, Func<string, CancellationToken, Task<string?>> selfTest, Func<bool> hasPeer,
    ExclusiveRun exclusive, ISelfRestart restart, WakeSignal news, TimeProvider clock, ILogger<UpgradeRunner> logger)
{
    private static readonly TimeSpan JudgeWait = TimeSpan.FromSeconds(10);

    /// <summary>Tries to bring the suite to a version.</summary>
    /// <exception cref="FetchException">It could not be fetched or judged now; worth another try.</exception>
    /// <exception cref="UpgradeRefusedException">It must not be tried again for this generation.</exception>
    /// <exception cref="OrderWithdrawnException">The server withdrew it before the switch.</exception>
    public async Task RunAsync(UpgradeOrder order, CancellationToken cancellationToken)
    {
        var (release, missing) = await FindReleaseAsync(order, cancellationToken);
        var step = steps.Apply(UpgradeTrigger.Order, order.Version, order.Generation, release: release);
        if (step.Refusal is { } refusal)
        {
            // Without the metadata, the text of the versions alone must not refuse an upgrade for long.
            if (missing is not null && step.NeedsPermission) throw missing;
            throw new UpgradeRefusedException(refusal)
            {
                IsBelowFloor = step.NeedsPermission || release?.MayGoBackFrom is not null,
            };
        }
        if (step.Actions.HasFlag(UpgradeActions.Stage))
        {
            if (missing is not null) Fail(missing);
            if (release?.MayGoBackFrom is { } permission) LogPermitted(order.Version, permission.Version);
            await PrepareAsync(order, stop => StageAsync(order, stop), cancellationToken);
            step = steps.Apply(UpgradeTrigger.StageDone);
        }
        await FinishAsync(order, step, cancellationToken);
    }

    /// <summary>Continues from a whole slot: self-test and switch.</summary>
    private async Task FinishAsync(UpgradeOrder order, UpgradeStep step, CancellationToken cancellationToken)
    {
        if (!step.Actions.HasFlag(UpgradeActions.SelfTest)) return;
        var version = step.Journal.To!;
        news.Raise();
        if (await selfTest(version, cancellationToken) is { } fault)
        {
            steps.Apply(UpgradeTrigger.SelfTestFailed, reason: fault);
            throw new UpgradeRefusedException(fault);
        }
        using var alone = await WaitForRunAsync(order, cancellationToken);
        await WaitForJudgeAsync(cancellationToken);
        if (order.IsOfServer)
        {
            await orders.ConfirmAsync(order.AsServerOrder(), cancellationToken);
            await ConfirmListedAsync(order, version, cancellationToken);
        }
        step = steps.Apply(UpgradeTrigger.Switch);
        if (step.Refusal is { } refusal) throw new UpgradeRefusedException(refusal);
        if (!step.Actions.HasFlag(UpgradeActions.ReplaceSpm)) return;
        LogSwitch(step.Journal.From, version);
        restart.Now($"switching to {version}");
    }

    private async Task ConfirmListedAsync(UpgradeOrder order, string version, CancellationToken cancellationToken)
    {
        try
        {
            await orders.ConfirmListedAsync(
                order.AsServerOrder(), stop => packages.IsAgentListedAsync(version, stop), cancellationToken);
        }
        catch (FetchException e)
        {
            steps.Apply(UpgradeTrigger.StageFailed, reason: e.Message);
            throw;
        }
    }

    private Task PrepareAsync(
        UpgradeOrder order, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        order.IsOfServer
            ? orders.PrepareAsync(order.AsServerOrder(), work, cancellationToken)
            : work(cancellationToken);

    // Finds the facts by which the order is judged. Without the metadata only an existing slot may be
    // taken, and only by an order of an operator on this host (a package of the distribution has brought
    // it): a server that withholds the metadata could order anything.
    private async Task<(ReleaseFacts? Release, FetchException? Missing)> FindReleaseAsync(
        UpgradeOrder order, CancellationToken cancellationToken)
    {
        if (!UpgradeMachine.WouldAttempt(steps.Store.Read(), order.Version, order.Generation)) return default;
        try
        {
            return (await FindReleaseAsync(order.Version, order.BundlePath, cancellationToken), null);
        }
        catch (FetchException e)
        {
            return order.IsAwaited && steps.Store.Slots.IsWhole(order.Version) ? default : (null, e);
        }
    }

    private Task<ReleaseFacts> FindReleaseAsync(string version, string? bundlePath, CancellationToken cancellationToken)
    {
        var journal = steps.Store.Read();
        return packages.FindReleaseAsync(version, journal.Floor, journal.Current, bundlePath, cancellationToken);
    }

    /// <summary>The signed metadata of a version.</summary>
    /// <exception cref="InvalidOperationException">The metadata could not be fetched.</exception>
    public async Task<ReleaseFacts> FindReleaseAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            return await FindReleaseAsync(version, bundlePath: null, cancellationToken);
        }
        catch (FetchException e)
        {
            throw new InvalidOperationException($"whether {version} may be returned to cannot be told: {e.Message}", e);
        }
    }

    /// <summary>Leaves a version on trial for the version that the journal now chooses; does not return.</summary>
    public void Leave() => restart.Now("a rollback was ordered during the trial");

    private async Task StageAsync(UpgradeOrder order, CancellationToken cancellationToken)
    {
        var slot = layout.Slot(order.Version);
        try
        {
            // A whole slot may remain from earlier; only its content tells whether it is still what was
            // signed.
            if (steps.Store.Slots.IsWhole(order.Version)
                && (await SlotVerifier.VerifyAsync(slot, cancellationToken)).Count == 0)
            {
                return;
            }
            LogFetch(order.Version);
            news.Raise();
            await packages.FetchAgentAsync(order.Version, order.BundlePath, percent => Progress(percent),
                cancellationToken);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is FetchException)
        {
            Fail(e);
        }
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private void Fail(Exception e)
    {
        var isTheVersions = e is FetchException { IsTheVersions: true };
        steps.Apply(isTheVersions ? UpgradeTrigger.SelfTestFailed : UpgradeTrigger.StageFailed, reason: e.Message);
        news.Raise();
        if (isTheVersions) throw new UpgradeRefusedException(e.Message);
        throw e as FetchException ?? new FetchException(e.Message);
    }

    private void Progress(int percent)
    {
        if (board.Current is { } report) board.Set(report with { Percent = percent });
    }

    // A run is not cut short by a switch; an order that is withdrawn meanwhile ends the wait.
    private async Task<IDisposable?> WaitForRunAsync(UpgradeOrder order, CancellationToken cancellationToken)
    {
        if (exclusive.Current is { } run && board.Current is { } report)
        {
            board.Set(report with { Reason = $"the switch waits for the end of the exclusive run {run}" });
            news.Raise();
        }
        IDisposable? alone = null;
        await PrepareAsync(order, async stop => alone = await exclusive.BeginSwitchAsync(stop), cancellationToken);
        return alone;
    }

    // Without spa the new version has no judge, which is no fault of the version.
    private async Task WaitForJudgeAsync(CancellationToken cancellationToken)
    {
        for (var since = clock.GetTimestamp(); !hasPeer();)
        {
            if (clock.GetElapsedTime(since) > JudgeWait)
            {
                const string reason = "aops-spa is away, so there is no judge of the new version";
                steps.Apply(UpgradeTrigger.StageFailed, reason: reason);
                throw new FetchException(reason);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken);
        }
    }

    [LoggerMessage(2230, LogLevel.Information,
        "going back to {Version}: its signed metadata permits that from {From} or older")]
    private partial void LogPermitted(string version, string from);

    [LoggerMessage(2231, LogLevel.Information, "fetching version {Version} of the suite")]
    private partial void LogFetch(string version);

    [LoggerMessage(2232, LogLevel.Information, "switching {From} -> {To}; it is on trial from now on")]
    private partial void LogSwitch(string? from, string to);
}
