using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting.Settings;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Spm.Heartbeats;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Machine;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Upgrades;

/// <summary>
/// The second half of an upgrade: this new spm judges the new spa, and commits or rolls back. Also follows the journal
/// where somebody else (the launcher, spa) has decided that another version is to run.
/// </summary>
internal sealed partial class SpaTrial : IPeerObserver
{
    private readonly CommitWork _commit;
    private readonly JournalStore _store;
    private readonly UpgradeBoard _board;
    private readonly RestartInPlace _restart;
    private readonly NewsSignal _news;
    private readonly ILogger _logger;
    private readonly PeerTrial _trial;
    private readonly OwnSlot _own;
    private PeerWatch? _watch;
    private UpgradeJournal? _shown;

    public SpaTrial(
        CommitWork commit, JournalStore store, UpgradeBoard board, SettingsWatcher settings, RestartInPlace restart,
        NewsSignal news, TimeProvider time, ILogger<SpaTrial> logger)
    {
        (_commit, _store, _board, _restart, _news, _logger) = (commit, store, board, restart, news, logger);
        _trial = new PeerTrial(Role.Spa, store, time, logger);
        _own = new OwnSlot(Role.Spm, store.Slots);
        Apply(settings.Current);
        settings.Changed += Apply;
    }

    /// <summary>Raised when spa has said hello.</summary>
    public event Action? PeerConnected;

    /// <summary>Raised when the launcher has found no program for spa.</summary>
    public event Action? ProgramMissed;

    /// <summary>Gives the watch that kills a guilty spa.</summary>
    public void Attach(PeerWatch watch) => _watch = watch;

    public void Connected(Hello hello, ProcessIdentity process)
    {
        Perform(_trial.Connected(hello, process.Pid), isSpaGone: false);
        FollowJournal();
        PeerConnected?.Invoke();
    }

    public void Ended(PeerEnd end)
    {
        if (end.Exit.Code == ExitCodes.NotFound) ProgramMissed?.Invoke();
        Perform(_trial.Ended(end), isSpaGone: true);
        FollowJournal();
    }

    public void Hung(TimeSpan silence) => Perform(_trial.Hung(silence), isSpaGone: true);

    public void Ticked() => Perform(_trial.Ticked(), isSpaGone: false);

    /// <summary>spa answered a beat.</summary>
    public void Replied(BeatReply reply) => Perform(_trial.Sign(reply), isSpaGone: false);

    private void Apply(AgentSettings settings) =>
        _trial.Update(
            settings.TrialPeriod, settings.TrialDeadline, settings.PingTimeout, settings.SpaMemoryMaxBytes);

    private void Perform(UpgradeActions actions, bool isSpaGone)
    {
        ShowJournal();
        if (actions.HasFlag(UpgradeActions.Tidy)) _ = Task.Run(Tidy);
        // A spa that ended or hangs is started anew by the watch in any case.
        if (actions.HasFlag(UpgradeActions.KillSpa) && !isSpaGone)
            _watch!.KillPeer(_trial.Journal.Reason ?? "its trial ended");
        if (actions.HasFlag(UpgradeActions.ReplaceSpm)) FollowJournal();
    }

    // Only what the trial has read anew: every other step of an upgrade shows itself, and is newer than what was read.
    private void ShowJournal()
    {
        if (ReferenceEquals(Interlocked.Exchange(ref _shown, _trial.Journal), _trial.Journal)) return;
        if (_board.Set(_store.Read().ToReport())) _news.Raise();
    }

    private void FollowJournal()
    {
        if (!_own.IsSuperseded(_trial.Journal)) return;
        var chosen = _trial.Journal.VersionFor(Role.Spm);
        _ = Task.Run(() => _restart.Now($"the journal chose version {chosen} in place of {_own.Version}"));
    }

    private void Tidy()
    {
        LogCommitted(_trial.Journal.From, _trial.Journal.To);
        _commit.Run();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "upgrade {From} -> {To} is committed")]
    private partial void LogCommitted(string? from, string? to);
}
