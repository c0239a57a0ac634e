using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging;

namespace Aops.Spa;

/// <summary>
/// Files that the pair needs: run directory, lock, socket and guard (<see cref="GuardStarter"/>) are checked on
/// every ping and created again when they are missing; the launcher and the slot's programs are checked at
/// intervals.
/// </summary>
internal sealed partial class KeyFiles(
    AopsLayout layout, JournalStore store, OwnLock own, LocalSocket socket, GuardStarter guard,
    SettingsWatcher settings, TimeProvider clock, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private Task _repair = Task.CompletedTask;
    private long _programsCheckedAt = clock.GetTimestamp();

    /// <summary>Checks the files. Repairs run on the thread pool, since they read whole programs.</summary>
    public void Check()
    {
        if (!_repair.IsCompleted) return;
        var arePrograms = clock.GetElapsedTime(_programsCheckedAt) >= settings.Current.IntegrityInterval;
        if (own.IsIntact && socket.IsIntact && !arePrograms && !guard.IsMissing) return;
        _repair = Task.Run(() => Repair(arePrograms));
    }

    /// <summary>Waits for the repair that runs; nothing is checked afterwards.</summary>
    public Task EndAsync() => _repair;

    private void Repair(bool arePrograms)
    {
        try
        {
            AtomicFile.CreateDirectory(layout.Run);
            own.Repair();
            if (!socket.IsIntact)
            {
                socket.Bind();
                LogRepaired(socket.Path);
            }
            if (arePrograms) CheckPrograms();
            guard.Start();
        }
        catch (Exception e)
        {
            LogRepairFailed(layout.Run, e.Message);
        }
    }

    private void CheckPrograms()
    {
        _programsCheckedAt = clock.GetTimestamp();
        var journal = store.Read();
        if (journal.IsTrial || journal.Current is not { } current) return;
        if (!store.Slots.IsWhole(current))
        {
            LogSlotDamaged(layout.Slot(current), store.Slots.Choose(Role.Spm, journal).FirstOrDefault() ?? "none");
            return;
        }
        foreach (var name in InstalledPrograms.Refresh(layout, current)) LogRepaired(Path.Combine(layout.Bin, name));
        if (store.Slots.RepairCurrentLink(journal)) LogRepaired(layout.Current);
    }

    [LoggerMessage(2500, LogLevel.Warning, "{Path} was deleted or changed; created again")]
    private partial void LogRepaired(string path);

    [LoggerMessage(2501, LogLevel.Error,
        "{Slot} is not whole, and spm is to mend it; the next start takes version {Other}")]
    private partial void LogSlotDamaged(string slot, string other);

    [LoggerMessage(2502, LogLevel.Error, "{Path} cannot be mended: {Reason}; tried again on the next ping")]
    private partial void LogRepairFailed(string path, string reason);
}
