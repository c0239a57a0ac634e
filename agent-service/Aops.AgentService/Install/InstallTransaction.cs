using Aops.AgentService.Faults;
using Aops.AgentService.Pair;
using Aops.AgentService.Services;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;

namespace Aops.AgentService.Install;

/// <summary>
/// The install from the staged release to the accepted heartbeat. Any failure is rolled back: the new pair
/// is stopped, and the older installation is restored, and started if it ran before.
/// </summary>
internal sealed class InstallTransaction(ServiceContext context, InstallStaging staging)
{
    private static readonly TimeSpan UndoTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TellTime = TimeSpan.FromSeconds(3);

    private AopsLayout Layout => context.Layout;

    /// <summary>Switches to the staged release.</summary>
    /// <returns>Time from the start of the pair to the first accepted heartbeat.</returns>
    /// <exception cref="ServiceException">It failed; the sentence says in which state the host is.</exception>
    internal async Task<TimeSpan> RunAsync(
        InstallPlan plan, StagedRelease release, Identity identity, TimeSpan heartbeatTime,
        CancellationToken cancellationToken)
    {
        var older = new InstallationBackup(Layout);
        var (before, after) = (context.Managers.Actual(), context.Managers.ForInstall());
        var ran = ProcessScan.Find(Layout).Count > 0;
        try
        {
            if (ran)
            {
                context.Progress.Step("stopping the older installation");
                await StopAsync(before, cancellationToken);
            }
            if (before.Name != after.Name) await before.RemoveAsync(cancellationToken);
            context.Progress.Step($"installing version {release.Version}");
            older.MoveAside(withConf: plan.NewConf is not null);
            new SlotPlacement(Layout, staging, context.Time, context.Progress.Note).Place(release, plan, identity);
            await after.InstallAsync(release.Version, cancellationToken);
            context.Progress.Step("starting");
            await after.StartAsync(cancellationToken);
            var time = await FirstHeartbeat.WaitAsync(context, heartbeatTime, cancellationToken);
            older.Discard();
            return time;
        }
        catch (Exception e)
        {
            var fault = FaultReport.Of(e);
            var left = await UndoAsync(older, plan.IsUpgradeOfOlder, ran, before);
            throw new ServiceException($"{fault.Message}; {left}", fault.ExitCode, e);
        }
    }

    /// <summary>
    /// Makes a running pair read its identity again; its sub-agents continue to run. Best effort.
    /// </summary>
    internal async Task TellNewIdentityAsync()
    {
        using var deadline = new CancellationTokenSource(TellTime);
        try
        {
            await using var connection =
                await LocalClient.TryConnectAsync(Layout, Role.Spm, Role.Service, deadline.Token);
            if (connection is null) return;
            await connection.SendAsync(new RestartRequest(), deadline.Token);
            await connection.ReceiveAsync(deadline.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The next start reads the identity.
        }
    }

    private async Task PutUnitsBackAsync(IHostServices before, CancellationToken cancellationToken)
    {
        if (before.Name != ServiceManagers.Systemd) return;
        if (context.ReadJournal().Current is { } version)
            await before.InstallAsync(version, cancellationToken);
    }

    private Task<StopReport> StopAsync(IHostServices services, CancellationToken cancellationToken) =>
        new PairStopper(Layout, services, context.Time).StopAsync(PairCommands.StopPatience, cancellationToken);

    // Has its own deadline, since the caller's token may have been cancelled.
    private async Task<string> UndoAsync(
        InstallationBackup older, bool hadOlder, bool ran, IHostServices before)
    {
        using var deadline = new CancellationTokenSource(UndoTime);
        try
        {
            var after = context.Managers.Actual();
            await StopAsync(after, deadline.Token);
            older.PutBack();
            if (!hadOlder || before.Name != after.Name) await after.RemoveAsync(deadline.Token);
            if (!hadOlder) return "what was installed was removed again";
            await PutUnitsBackAsync(before, deadline.Token);
            if (!ran) return "the older installation was put back, stopped as it was";
            await before.StartAsync(deadline.Token);
            return "the older installation was put back and started";
        }
        catch (Exception e)
        {
            return $"and it could not be undone ({e.Message}); install again, or remove it with 'uninstall'";
        }
    }
}
