using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Spm.Heartbeats;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Machine;
using Aops.Upgrade.Trial;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Upgrades;

/// <summary>
/// The second part of an upgrade: the new spm judges the new spa, and commits or rolls back. Also follows
/// the journal if another process (the launcher, spa) has chosen another version.
/// </summary>
internal sealed partial class SpaTrialObserver
{
    private readonly PostCommitTasks _commit;
    private readonly JournalStore _store;
    private readonly UpgradeFeed _board;
    private readonly ISelfRestart _restart;
    private readonly WakeSignal _news;
    private readonly HeartbeatState _heartbeats;
    private readonly LoopSupervisor _loops;
    private readonly ILogger _logger;
    private readonly TrialCoordinator _trial;
    private readonly OwnSlot _own;
    private UpgradeJournal? _shown;

    public SpaTrialObserver(
        PostCommitTasks commit, JournalStore store, UpgradeFeed board, SettingsWatcher settings, ISelfRestart restart,
        HeartbeatState heartbeats, ITrialWitness witness, OwnSlot own, WakeSignal news, LoopSupervisor loops,
        TimeProvider clock, ILogger<SpaTrialObserver> logger)
    {
        (_commit, _store, _board, _restart, _news) = (commit, store, board, restart, news);
        (_heartbeats, _loops, _logger) = (heartbeats, loops, logger);
        _trial = new TrialCoordinator(Role.Spa, store, clock, logger, witness);
        _own = own;
        Apply(settings.Current);
        settings.Changed += Apply;
    }

    /// <summary>spa has connected.</summary>
    public void Connected(IWatchedPeer peer, Hello hello, ProcessIdentity process)
    {
        Perform(_trial.Connected(hello, process.Pid), peer);
        FollowJournal();
    }

    /// <summary>spa ended.</summary>
    public void Ended(PeerEnd end)
    {
        Perform(_trial.Ended(end), null);
        FollowJournal();
    }

    /// <summary>spa hangs and is killed next.</summary>
    public void Hung(TimeSpan silence) => Perform(_trial.Hung(silence), null);

    /// <summary>A tick of the watch.</summary>
    public void Ticked(IWatchedPeer peer) => Perform(_trial.Ticked(), peer);

    /// <summary>spa answered a ping.</summary>
    public void Replied(IWatchedPeer peer, Pong reply)
    {
        Perform(_trial.ObservePing(reply, _heartbeats.Tally), peer);
        if (_trial.TakeWake()) _heartbeats.Wake();
    }

    private void Apply(AgentSettings settings) =>
        _trial.Update(
            settings.TrialPeriod, settings.TrialDeadline, settings.PingTimeout, settings.SpaMemoryMaxBytes,
            settings.HeartbeatInterval);

    // No peer is passed after spa ended or hung: it is restarted in any case.
    private void Perform(UpgradeActions actions, IWatchedPeer? peer)
    {
        ShowJournal();
        if (actions.HasFlag(UpgradeActions.Tidy)) _ = Task.Run(() => _loops.RunOnceAsync("tidy after a commit", TidyAsync));
        if (actions.HasFlag(UpgradeActions.KillSpa)) peer?.KillPeer(_trial.Journal.Reason ?? "its trial ended");
        if (actions.HasFlag(UpgradeActions.ReplaceSpm)) FollowJournal();
    }

    // Only what the trial read again from the disk: every other step reports itself, and is newer than what
    // was read.
    private void ShowJournal()
    {
        if (ReferenceEquals(Interlocked.Exchange(ref _shown, _trial.Journal), _trial.Journal)) return;
        if (_board.Set(_store.Read().ToReport())) _news.Raise();
    }

    private void FollowJournal()
    {
        if (!_own.IsSuperseded(_trial.Journal)) return;
        var chosen = _trial.Journal.VersionFor(Role.Spm);
        _ = Task.Run(() => _loops.RunOnceAsync("restart", () =>
        {
            _restart.Now($"the journal chose version {chosen} in place of {_own.Version}");
            return Task.CompletedTask;
        }));
    }

    private Task TidyAsync()
    {
        LogCommitted(_trial.Journal.From, _trial.Journal.To);
        _commit.Run();
        return Task.CompletedTask;
    }

    [LoggerMessage(2220, LogLevel.Information, "upgrade {From} -> {To} is committed")]
    private partial void LogCommitted(string? from, string? to);
}
