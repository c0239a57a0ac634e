using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.Spm.Releases;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Health;

/// <summary>
/// Guards the files that spm needs. Each ping checks that they exist (socket, lock, folders) with a few
/// system calls and no extra wake-up. Each <c>integrityInterval</c> checks the current slot against its
/// manifest. Missing or damaged files are restored from the cached package, without the network.
/// </summary>
internal sealed partial class FileGuard(
    AopsLayout layout, InstanceLock held, LocalSocket socket, SettingsWatcher settings, JournalStore journal,
    IPackageFetcher packages, ActiveFaults faults, UnitGuard units, AgentLogging logging, OwnSlot own,
    ISelfRestart restart, IHostApplicationLifetime lifetime, LoopSupervisor loops, TimeProvider clock,
    ILogger<FileGuard> logger)
{
    private long _checkedAt = clock.GetTimestamp();
    private volatile bool _isCheckWanted = true;
    private Task _checking = Task.CompletedTask;

    /// <summary>The check that runs with every ping.</summary>
    public void Glance()
    {
        try
        {
            MakeFolders();
            MendLock();
            MendSocket();
            settings.Rearm();
            logging.Check();
            faults.Set("files", null);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is System.Net.Sockets.SocketException)
        {
            if (faults.Set("files", $"{e.Message}; tried again with the next ping")) LogNotMended(e.Message);
        }
        faults.Set("read-only", ReadOnlyPlaces.Describe(layout));
        units.Glance(lifetime.ApplicationStopping);
        if (_checking.IsCompleted && IsCheckDue())
        {
            _checkedAt = clock.GetTimestamp();
            _checking = Task.Run(() => loops.RunOnceAsync(
                "slot check", () => CheckSlotAsync(lifetime.ApplicationStopping)));
        }
    }

    /// <summary>
    /// Has the slot checked with the next ping, since a member of the pair could not be started from it.
    /// </summary>
    public void CheckSoon() => _isCheckWanted = true;

    // At the start, if the launcher had to skip the chosen slot, which is then damaged.
    private bool IsCheckDue()
    {
        if (clock.GetElapsedTime(_checkedAt) >= settings.Current.IntegrityInterval) return true;
        if (!_isCheckWanted) return false;
        _isCheckWanted = false;
        return own.SlotVersion is { } version
            && journal.Read() is var read && (read.VersionFor(Role.Spm) != version || !journal.Slots.IsWhole(version));
    }

    private void MakeFolders()
    {
        AtomicFile.CreateDirectory(layout.Run);
        AtomicFile.CreateDirectory(layout.State, AtomicFile.PassableDirectory);
        AtomicFile.CreateDirectory(layout.Etc);
        AtomicFile.CreateDirectory(layout.Log, AtomicFile.GroupDirectory);
    }

    private void MendLock()
    {
        if (held.IsIntact) return;
        if (held.TryRenew())
        {
            LogLockMended(layout.Lock(Role.Spm));
            return;
        }
        LogReplaced(FileLock.ReadOwner(layout.Lock(Role.Spm)));
        lifetime.StopApplication();
    }

    // Connected clients are not affected.
    private void MendSocket()
    {
        if (socket.IsIntact) return;
        socket.Bind();
        LogSocketMended(socket.Path);
    }

    private async Task CheckSlotAsync(CancellationToken cancellationToken)
    {
        if (journal.Read() is not { IsTrial: false, Current: { } version }) return;
        try
        {
            var slot = layout.Slot(version);
            var damage = await SlotVerifier.VerifyAsync(slot, cancellationToken);
            if (damage.Count == 0)
            {
                faults.Set("slot", null);
                return;
            }
            LogDamaged(slot, damage.Count, damage[0].ToString());
            var outcome = await packages.HealAgentAsync(version, slot, cancellationToken);
            if (outcome is HealOutcome.Failed failed)
            {
                if (faults.Set("slot", failed.Sentence)) LogNotHealed(failed.Sentence);
                return;
            }
            faults.Set("slot", null);
            LogHealed(slot);
            if (own.SlotVersion is { } mine && mine != version) restart.Now($"{version} is whole again");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            faults.Set("slot", $"{layout.Slot(version)} cannot be checked: {e.Message}");
        }
    }

    [LoggerMessage(2060, LogLevel.Warning, "{Reason}; tried again with the next ping")]
    private partial void LogNotMended(string reason);

    [LoggerMessage(2061, LogLevel.Warning, "{Path} was deleted; it is created and locked again")]
    private partial void LogLockMended(string path);

    [LoggerMessage(2062, LogLevel.Warning, "{Path} was deleted; it is bound again")]
    private partial void LogSocketMended(string path);

    [LoggerMessage(2063, LogLevel.Error,
        "the lock was deleted and process {Pid} has taken it since; this aops-spm ends")]
    private partial void LogReplaced(int? pid);

    [LoggerMessage(2064, LogLevel.Error,
        "{Slot}: {Count} files are missing or damaged ({First}); healing from the cached package")]
    private partial void LogDamaged(string slot, int count, string first);

    [LoggerMessage(2065, LogLevel.Error, "{Sentence}; tried again with the next check")]
    private partial void LogNotHealed(string sentence);

    [LoggerMessage(2066, LogLevel.Information, "{Slot} is whole again")]
    private partial void LogHealed(string slot);
}
