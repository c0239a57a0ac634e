using Aops.Contracts.Wire;
using Aops.Hosting.Loops;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Spm.Upgrades;
using Aops.Systemd.Notify;
using Microsoft.Extensions.Hosting;

namespace Aops.Spm.Health;

/// <summary>
/// Reports readiness, status and watchdog signals of spm to systemd. Each watchdog signal passes through
/// the supervision loop, so that a stuck loop is seen as a hang. Does nothing where systemd does not run
/// spm.
/// </summary>
internal sealed class UnitService(
    ServiceNotifier notifier, EventLoop loop, UpgradeFeed upgrades, LoopSupervisor loops) : BackgroundService
{
    // Signals in one watchdog period; two of them may be lost.
    private const int SignsInTime = 3;

    private string _told = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!notifier.IsWanted) return;
        notifier.Ready(_told = Describe());
        using var following = upgrades.Follow(out var reports);
        await Task.WhenAll(
            loops.RunToEndAsync("watchdog", FeedAsync, stoppingToken),
            loops.RunAsync("unit status", async cancellationToken =>
            {
                await reports.ReadAsync(cancellationToken);
                Tell();
            }, stoppingToken));
    }

    private async Task<bool> FeedAsync(CancellationToken cancellationToken)
    {
        if (notifier.WatchdogTime is not { } time) return false;
        await loop.InvokeAsync(static () => true);
        notifier.Alive();
        await Task.Delay(time / SignsInTime, cancellationToken);
        return true;
    }

    private void Tell()
    {
        var status = Describe();
        if (status == _told) return;
        notifier.Status(_told = status);
    }

    private string Describe() => upgrades.Current switch
    {
        { Phase: UpgradePhase.Downloading or UpgradePhase.Installing } upgrade =>
            $"version {Product.Version}; fetching {upgrade.To}",
        { Phase: UpgradePhase.Trial } upgrade => $"version {Product.Version}; {upgrade.To} is on trial",
        { Phase: UpgradePhase.Failed or UpgradePhase.RolledBack } upgrade =>
            $"version {Product.Version}; {upgrade.To} failed",
        _ => $"version {Product.Version}",
    };
}
