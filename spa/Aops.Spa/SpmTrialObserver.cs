using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting.Settings;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Systemd.Notify;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Machine;

namespace Aops.Spa;

/// <summary>
/// Observes connects, exits and hangs of spm, passes them to the judge of its trial, and restarts this
/// process as another version if the journal has chosen one.
/// </summary>
internal sealed class SpmTrialObserver(
    TrialCoordinator trial, OwnSlot own, ServiceNotifier notifier, SlotRepair repair, KeyFiles files,
    SettingsWatcher settings, Housekeeping housekeeping, Action<SpaExit> end)
    : IPeerObserver
{
    public void Connected(IWatchedPeer peer, Hello hello, ProcessIdentity process) =>
        Perform(trial.Connected(hello, process.Pid), peer, followJournal: true);

    public void Ended(PeerEnd ended)
    {
        // The launcher's exit code for a slot without a program of spm. Under systemd this code does not
        // arrive, so the file is checked too.
        if (ended.Exit.Code == ExitCodes.NotFound || repair.IsNeeded(trial.Journal)) repair.Begin();
        // If another spm holds the lock, another spa may exist too: check the own lock.
        if (ended.IsLockConflict) files.Check();
        Perform(trial.Ended(ended), null, followJournal: true);
    }

    public void Hung(TimeSpan silence) => Perform(trial.Hung(silence), null);

    public void Ticked(IWatchedPeer peer)
    {
        repair.Reap();
        // Every ping does this anyway. Without pings, a lost socket may be the reason why spm does not
        // connect.
        files.Check();
        // On the watch's thread, so that the watchdog of systemd notices when it is stuck.
        notifier.Alive();
        Perform(trial.Ticked(), peer);
    }

    public LocalMessage? Received(IWatchedPeer peer, LocalMessage message)
    {
        if (message is not Ping ping) return null;
        notifier.Alive();
        Perform(trial.ObservePing(ping, settings.ConfReading), peer);
        return new Pong
        {
            Sequence = ping.Sequence, RssBytes = housekeeping.OnPing(), HeartbeatNow = trial.TakeWake(),
        };
    }

    // No peer is passed after spm ended or hung: it is restarted in any case.
    private void Perform(UpgradeActions actions, IWatchedPeer? peer, bool followJournal = false)
    {
        if (actions.HasFlag(UpgradeActions.KillSpm)) peer?.KillPeer(trial.Journal.Reason ?? "its trial ended");
        if (followJournal || actions.HasFlag(UpgradeActions.ReplaceSpa)) FollowJournal();
    }

    private void FollowJournal()
    {
        if (own.IsSuperseded(trial.Journal))
        {
            var chosen = trial.Journal.VersionFor(Role.Spa);
            end(new SpaExit(true,
                $"the journal chose version {chosen} in place of {own.Version}; replacing this image"));
        }
    }
}
