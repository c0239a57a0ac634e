using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Native.Files;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging;

namespace Aops.Spa;

/// <summary>
/// What the pair cannot do without: run directory, lock, socket and guard (<see cref="GuardStarter"/>), looked at on every ping
/// and made anew when somebody took them away; the launcher and the slot's programs, looked at now and then.
/// </summary>
internal sealed partial class KeyFiles(
    AopsLayout layout, JournalStore store, OwnLock own, LocalSocket socket, GuardStarter guard,
    SettingsWatcher settings, TimeProvider time, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private Task _repair = Task.CompletedTask;
    private long _programsCheckedAt = time.GetTimestamp();

    /// <summary>Checks; what is wrong is mended on the pool, as whole programs are read.</summary>
    public void Check()
    {
        if (!_repair.IsCompleted) return;
        var arePrograms = time.GetElapsedTime(_programsCheckedAt) >= settings.Current.IntegrityInterval;
        if (own.IsIntact && socket.IsIntact && !arePrograms && !guard.IsMissing) return;
        _repair = Task.Run(() => Repair(arePrograms));
    }

    /// <summary>Ends with the repair that is under way; nothing is checked any more.</summary>
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
        _programsCheckedAt = time.GetTimestamp();
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was deleted or changed; made anew")]
    private partial void LogRepaired(string path);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Slot} is not whole, and spm is to mend it; the next start takes version {Other}")]
    private partial void LogSlotDamaged(string slot, string other);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} cannot be mended: {Reason}; tried again on the next beat")]
    private partial void LogRepairFailed(string path, string reason);
}
