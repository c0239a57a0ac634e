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
/// Sees spm come, go and hang; lets the trial judge it; and has this process become another version once the journal
/// chose another one for it.
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
        // The launcher's word for: no slot has a program for spm. Under systemd nobody hears that word.
        if (ended.Exit.Code == ExitCodes.NotFound || repair.IsNeeded(trial.Journal)) repair.Begin();
        // A second spm that was there already may mean that this is not the one companion.
        if (ended.IsLockConflict) files.Check();
        Perform(trial.Ended(ended), null, followJournal: true);
    }

    public void Hung(TimeSpan silence) => Perform(trial.Hung(silence), null);

    public void Ticked(IWatchedPeer peer)
    {
        repair.Reap();
        // With every beat this is done anyway; without any, a lost socket may be just why spm does not call.
        files.Check();
        // On the thread that watches: systemd hears that it does.
        notifier.Alive();
        Perform(trial.Ticked(), peer);
    }

    public LocalMessage? Received(IWatchedPeer peer, LocalMessage message)
    {
        if (message is not Ping beat) return null;
        notifier.Alive();
        Perform(trial.ObservePing(beat, settings.ConfReading), peer);
        return new Pong
        {
            Sequence = beat.Sequence, RssBytes = housekeeping.OnPing(), HeartbeatNow = trial.TakeWake(),
        };
    }

    // No peer is passed where spm ended or hangs: it is started again in any case.
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
