using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Spm.Upgrades;
using Aops.Systemd;
using Aops.Systemd.Files;
using Aops.Upgrade.Journal;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Health;

/// <summary>
/// Guards the unit files of the pair where systemd runs it. Each ping checks their names, each
/// <c>integrityInterval</c> their content. Missing or changed files are written again from the slot by the
/// service CLI. A drop-in that had to be bypassed is tried again after an edit. A fault is active as long
/// as a file differs.
/// </summary>
internal sealed partial class UnitGuard(
    AopsLayout layout, JournalStore journal, SettingsWatcher settings, ActiveFaults faults, TimeProvider clock,
    ILogger<UnitGuard> logger)
{
    private const string Subject = "units";

    private readonly bool _isUnit = SystemdHost.IsUnitOf(Role.Spm);
    private long _checkedAt = clock.GetTimestamp();
    private long? _failedAt;
    private Task _work = Task.CompletedTask;
    private volatile bool _isTold;

    /// <summary>The check that runs with every ping.</summary>
    public void Glance(CancellationToken cancellationToken)
    {
        if (!_isUnit || !_work.IsCompleted || !IsDue()) return;
        _checkedAt = clock.GetTimestamp();
        _work = Task.Factory.StartNew(
            () => Check(cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private bool IsDue()
    {
        var interval = settings.Current.IntegrityInterval;
        if (clock.GetElapsedTime(_checkedAt) >= interval) return true;
        try
        {
            // The service CLI or an operator may have repaired what was reported.
            if (_isTold && Describe().Count == 0) return true;
            if (_failedAt is { } failed && clock.GetElapsedTime(failed) < interval) return false;
            return InstalledUnits.IsAnyMissing(layout) || FallbackUnits.Find(layout).Count > 0
                || DropInBypass.Find(layout).Any(bypass => bypass.IsMended);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return false;
        }
    }

    private List<string> Describe() => journal.Read() is { IsTrial: false, Current: { } version }
        ? [.. InstalledUnits.FindFaults(layout, version).Select(fault => fault.Sentence),
            .. DropInBypass.Find(layout).Select(bypass => bypass.Sentence)]
        : [];

    private void Check(CancellationToken cancellationToken)
    {
        try
        {
            _failedAt = null;
            Tell(Mend(cancellationToken));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            _failedAt = clock.GetTimestamp();
            Tell([$"the unit files cannot be looked after: {e.Message}; "
                + $"tried again in {settings.Current.IntegrityInterval.TotalSeconds:0} s"]);
        }
    }

    private List<string> Mend(CancellationToken cancellationToken)
    {
        if (journal.Read() is not { IsTrial: false, Current: { } version }) return [];
        using var manager = new SystemdClient();
        var found = InstalledUnits.FindFaults(layout, version);
        if (found.Count > 0 || FallbackUnits.Find(layout).Count > 0)
        {
            foreach (var fault in found) LogRenewed(fault.Sentence);
            Tell([.. found.Select(fault => fault.Sentence)]);
            new UnitRenewalJob(layout, manager).Run(cancellationToken);
            found = InstalledUnits.FindFaults(layout, version);
            if (found.Count > 0 || FallbackUnits.Find(layout).Count > 0) _failedAt = clock.GetTimestamp();
        }
        else if (new UnitRestoration(layout, manager).LiftMended())
        {
            LogLifted();
        }
        return Describe();
    }

    private void Tell(IReadOnlyList<string> sentences)
    {
        _isTold = sentences.Count > 0;
        faults.Set(Subject, _isTold ? string.Join("; ", sentences) : null);
    }

    [LoggerMessage(2080, LogLevel.Warning, "{Fault}; it is renewed")]
    private partial void LogRenewed(string fault);

    [LoggerMessage(2081, LogLevel.Information, "a drop-in that was bypassed was edited; it is tried again")]
    private partial void LogLifted();
}
