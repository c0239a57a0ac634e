using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Files;
using Aops.Upgrade;
using Aops.Upgrade.Journal;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Upgrades;

/// <summary>
/// The tasks after a commit, and after every start without a trial: tidies link, programs and slots, and
/// has unit files of another version renewed by the service CLI in a unit of its own, since the unit of spm
/// may not write to /etc.
/// </summary>
internal sealed partial class PostCommitTasks(AopsLayout layout, JournalStore store, ILogger<PostCommitTasks> logger)
{
    /// <summary>Runs the tasks. A failure is logged and does not count against the version.</summary>
    public void Run()
    {
        foreach (var fault in PostCommitCleanup.Tidy(layout, store)) LogUntidy(fault);
        if (!SystemdHost.IsUnitOf(Role.Spm)) return;
        try
        {
            RenewUnits();
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is SystemdException)
        {
            LogUntidy($"the unit files cannot be renewed: {e.Message}; tried again after the next start or upgrade");
        }
    }

    private void RenewUnits()
    {
        if (store.Read() is not { IsTrial: false, Current: { } version }) return;
        var faults = InstalledUnits.FindFaults(layout, version);
        if (faults.Count == 0) return;
        LogRenewing(string.Join("; ", faults.Select(fault => fault.Sentence)), version);
        using var manager = new SystemdClient();
        new UnitRenewalJob(layout, manager).Begin();
    }

    [LoggerMessage(2210, LogLevel.Warning, "{Fault}")]
    private partial void LogUntidy(string fault);

    [LoggerMessage(2211, LogLevel.Information, "{Faults}; the unit files become those of version {Version}")]
    private partial void LogRenewing(string faults, string version);
}
