using Aops.Contracts;
using Aops.Contracts.Local;
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
internal sealed class SpmObserver(
    PeerTrial trial, OwnSlot own, ServiceNotifier notifier, SlotRepair repair, Action<SpaEnd> end)
    : IPeerObserver
{
    /// <summary>The watch that calls; set before it starts.</summary>
    public PeerWatch? Watch { get; set; }

    /// <summary>
    /// Looks after lock and socket. With every beat this is done anyway; without any, a lost socket may be just why spm
    /// does not call, and a second spm that was there already may mean that this is not the one companion.
    /// </summary>
    public Action? CheckFiles { get; set; }

    public void Connected(Hello hello, ProcessIdentity process)
    {
        Perform(trial.Connected(hello, process.Pid), isSpmGone: false);
        FollowJournal();
    }

    public void Ended(PeerEnd ended)
    {
        // The launcher's word for: no slot has a program for spm. Under systemd nobody hears that word.
        if (ended.Exit.Code == ExitCodes.NotFound || repair.IsNeeded(trial.Journal)) repair.Begin();
        if (ended.IsSecondCopy) CheckFiles?.Invoke();
        Perform(trial.Ended(ended), isSpmGone: true);
        FollowJournal();
    }

    public void Hung(TimeSpan silence) => Perform(trial.Hung(silence), isSpmGone: true);

    public void Ticked()
    {
        repair.Reap();
        CheckFiles?.Invoke();
        // On the thread that watches: systemd hears that it does.
        notifier.Alive();
        Perform(trial.Ticked(), isSpmGone: false);
    }

    /// <summary>Answers what spm sends.</summary>
    public LocalMessage? Answer(LocalMessage message, Housekeeping housekeeping)
    {
        if (message is not Beat beat) return null;
        notifier.Alive();
        Perform(trial.Sign(beat), isSpmGone: false);
        return new BeatReply { Sequence = beat.Sequence, RssBytes = housekeeping.OnBeat() };
    }

    private void Perform(UpgradeActions actions, bool isSpmGone)
    {
        // A spm that ended or hangs is started anew by the watch in any case.
        if (actions.HasFlag(UpgradeActions.KillSpm) && !isSpmGone)
            Watch!.KillPeer(trial.Journal.Reason ?? "its trial ended");
        if (actions.HasFlag(UpgradeActions.ReplaceSpa)) FollowJournal();
    }

    private void FollowJournal()
    {
        if (own.IsSuperseded(trial.Journal))
        {
            var chosen = trial.Journal.VersionFor(Role.Spa);
            end(new SpaEnd(true,
                $"the journal chose version {chosen} in place of {own.Version}; replacing this image"));
        }
    }
}
