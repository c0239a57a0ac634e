using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.AgentService.Pair;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting.Connections;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Packages;

namespace Aops.AgentService.Uninstall;

/// <summary>Removes the suite from a root.</summary>
internal sealed class Uninstaller(ServiceContext context)
{
    private const int NamedMax = 8;

    private AopsLayout Layout => context.Layout;

    /// <summary>Stops the pair and removes all files and folders of the suite.</summary>
    /// <param name="retention">What is retained.</param>
    /// <param name="patience">Longest wait for the pair to end by itself.</param>
    /// <param name="cancellationToken">Cancels before the removal; the removal itself runs to its end.</param>
    internal async Task<Outcome> RunAsync(UninstallRetention retention, TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var running = ProcessScan.Find(Layout).Count > 0;
        var services = context.Managers.Actual();
        var isUnit = services.Name == ServiceManagers.Systemd;
        if (!running && !isUnit && !InstalledFiles.IsAny(Layout))
            return new() { Ok = true, Message = $"nothing is installed below {Layout.Root}; nothing to remove" };
        RequireRights();
        RemovalCheck.Require(Layout, FilesOf(retention));
        using var held = InstallLock.Take(Layout);
        context.Progress.Step("stopping");
        var stop = await new PairStopper(Layout, services, context.Time).StopAsync(patience, cancellationToken);
        if (stop.MarkerFault is not null) context.Progress.Note(stop.Sentence);

        // The pair has ended: no heartbeat follows it. A server that does not answer is a fact and no fault.
        if (await Farewell.SayAsync(Layout, FarewellReason.Uninstall) is FarewellOutcome.Unheard unheard)
        {
            context.Progress.Note(
                $"the server was not told: {unheard.Why}; the host stays in its list until an operator removes it");
        }
        var unitFault = await TryRemoveServicesAsync(services, cancellationToken);
        context.Progress.Step("removing files");
        var (remains, foreign) = InstalledTree.Remove(Layout, FilesOf(retention));
        var others = foreign.Count == 0 ? "" : $"; left alone, as it is not ours: {Named(foreign)}";
        var what = retention switch
        {
            UninstallRetention.Data => "conf.yml, identity and trust stay",
            UninstallRetention.Conf => "conf.yml stays",
            _ => "nothing was left",
        };
        if (unitFault is not null || !remains.IsNone)
        {
            var left = remains.IsNone ? "" : $"; {remains.Count} of what is there cannot be removed: {remains}";
            throw new ServiceException(
                $"uninstalled from {Layout.Root}{unitFault}{left}; the programs stay: take the cause away and run "
                + $"'uninstall' again{others}",
                ExitCodes.Failure);
        }
        var package = SeedPackage.TryOpen(Layout) is null ? "" : "; the package that it came by is still installed";
        return new() { Ok = true, Message = $"uninstalled from {Layout.Root}; {what}{others}{package}" };
    }

    private static string Named(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(NamedMax))
        + (paths.Count > NamedMax ? $" and {paths.Count - NamedMax} more" : "");

    // If one part cannot be removed, the rest is removed nevertheless.
    private static async Task<string?> TryRemoveServicesAsync(IHostServices services,
        CancellationToken cancellationToken)
    {
        try
        {
            await services.RemoveAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return $"; its units cannot be removed: {e.Message}";
        }
    }

    private HashSet<string> FilesOf(UninstallRetention retention) => retention switch
    {
        UninstallRetention.Data => [Layout.Conf, Layout.Identity, Layout.TrustRoot, Layout.TrustCa],
        UninstallRetention.Conf => [Layout.Conf],
        _ => [],
    };

    private void RequireRights()
    {
        if (Layout.Root == "/" && !Native.CurrentUser.IsRoot)
        {
            throw new ServiceException(
                "uninstalling from / needs root; nothing was changed", ExitCodes.NoPermission);
        }
    }
}
