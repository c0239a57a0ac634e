using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;
using Aops.Upgrade.Trial;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// This half as the judge of the other one: reads in the journal whether the other is on trial and with which version,
/// feeds a <see cref="TrialJudge"/> with what the watch sees, and writes the verdict into the journal. Carrying out
/// the <see cref="UpgradeActions"/> that come back is the half's own affair. The witness is asked on the pool; what it reports
/// is taken up with the next observation.
/// <para>Safe from any thread. A journal that cannot be written changes no verdict: the write is tried again with the
/// next observation.</para>
/// </summary>
public sealed partial class TrialCoordinator
{
    private static readonly TimeSpan UrgentPeriod = TimeSpan.FromSeconds(Limits.UrgentTrialSeconds);

    private readonly Role _peer;
    private readonly JournalStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITrialWitness? _witness;
    private readonly Lock _gate = new();
    private TrialRules _rules;
    private TrialJudge? _judge;
    private UpgradeJournal _journal;
    private bool _hasObserved;
    private int? _pid;
    private (TrialJudge Judge, WitnessReport Report)? _report;

    /// <summary>Makes the judge of a half; it judges nothing before <see cref="Update"/> has said by which rules.</summary>
    /// <param name="peer">The half to judge.</param>
    /// <param name="store">The journal.</param>
    /// <param name="clock">Its timestamps judge, its date is written down.</param>
    /// <param name="logger">Told of every verdict.</param>
    /// <param name="witness">Asks the server where no heartbeat of the new version was accepted; null for local health alone.</param>
    public TrialCoordinator(
        Role peer, JournalStore store, TimeProvider clock, ILogger logger, ITrialWitness? witness = null)
    {
        _witness = witness;
        _peer = peer;
        _store = store;
        _clock = clock;
        _logger = logger;
        _rules = new TrialRules { Role = peer, Version = "" };
        _journal = store.Read();
    }

    /// <summary>The journal as it was read last.</summary>
    public UpgradeJournal Journal => Volatile.Read(ref _journal);

    private TimeSpan Now => _clock.GetElapsedTime(0);

    private JournalPhase JudgedPhase => _peer == Role.Spm ? JournalPhase.SpmTrial : JournalPhase.SpaTrial;

    /// <summary>Sets the times of a trial of which nothing was observed yet, and of those to come.</summary>
    /// <param name="period">How long a version must be healthy.</param>
    /// <param name="deadline">How long all of it may take.</param>
    /// <param name="pingTimeout">Most that a gap between two observations counts for.</param>
    /// <param name="memoryBytesMax">Resident memory that it may have.</param>
    /// <param name="heartbeatInterval">Time between two heartbeats; null for the default.</param>
    public void Update(
        TimeSpan period, TimeSpan deadline, TimeSpan pingTimeout, long memoryBytesMax,
        TimeSpan? heartbeatInterval = null)
    {
        lock (_gate)
        {
            _rules = _rules with
            {
                Period = period, Deadline = deadline, GapMax = pingTimeout, MemoryBytesMax = memoryBytesMax,
            };
            if (heartbeatInterval is { } interval)
                _rules.HeartbeatGrace = interval + TimeSpan.FromSeconds(Limits.HeartbeatAnswerSecondsMax);
            if (_hasObserved) return;
            _judge = null;
            Take(_journal);
        }
    }

    /// <summary>The other half said hello.</summary>
    /// <param name="hello">What it said.</param>
    /// <param name="pid">Its process; the slot it runs from tells its version better than its word.</param>
    public UpgradeActions Connected(Hello hello, int pid)
    {
        lock (_gate)
        {
            Take(_store.Read());
            _pid = pid;
            return Tell(_judge?.Hello(_store.Slots.VersionOfProcess(pid) ?? hello.Version, Now));
        }
    }

    /// <summary>A ping of spm.</summary>
    /// <param name="beat">The ping.</param>
    /// <param name="ours">How this process reads conf.yml; null if it does not.</param>
    public UpgradeActions ObservePing(Ping beat, ConfReading? ours = null)
    {
        var health = beat.Health;
        var troubles = new[]
        {
            ConfTrouble.Of(health, ours),
            health.StateRead ? null : "it has not read its state",
            health.SubAgentsAdopted ? null : "it has not adopted its sub-agents",
        }.Where(t => t is not null).ToList();
        return ObservePing(troubles.Count == 0 ? null : string.Join(", ", troubles), beat.Heartbeats);
    }

    /// <summary>A reply of spa.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="heartbeats">How the heartbeats of this version's spm went; null if that is not known.</param>
    public UpgradeActions ObservePing(Pong reply, HeartbeatTally? heartbeats = null)
    {
        _ = reply;
        return ObservePing((string?)null, heartbeats);
    }

    /// <summary>Whether spm of the version on trial is to be woken for a heartbeat; true once.</summary>
    public bool TakeWake()
    {
        lock (_gate) return _judge?.TakeWake() == true;
    }

    /// <summary>The other half ended.</summary>
    /// <param name="end">How.</param>
    public UpgradeActions Ended(PeerEnd end)
    {
        lock (_gate)
        {
            // What ends as the trial begins is still the old version, killed between the journal and its exec.
            var judge = _judge;
            Take(_store.Read());
            if (_judge is null || _judge != judge) return UpgradeActions.None;
            // Somebody else holds the lock, and is the one to be judged.
            if (end.IsLockConflict) return UpgradeActions.None;
            return Tell(judge.Died(end.Exit.ToString(), Now));
        }
    }

    /// <summary>The other half hangs.</summary>
    /// <param name="silence">For how long.</param>
    public UpgradeActions Hung(TimeSpan silence)
    {
        lock (_gate)
        {
            Take(_store.Read());
            return Tell(_judge?.Hung(silence, Now));
        }
    }

    /// <summary>Time went by.</summary>
    public UpgradeActions Ticked()
    {
        lock (_gate)
        {
            TakeReport();
            return Tell(_judge?.Tick(Now));
        }
    }

    private UpgradeActions ObservePing(string? trouble, HeartbeatTally? heartbeats)
    {
        lock (_gate)
        {
            if (_judge is null) return UpgradeActions.None;
            TakeReport();
            // Asked of the kernel: a version that is broken may say anything of itself.
            if (_pid is { } pid && ProcStat.TryRead(pid) is { } stat) _judge.ObserveMemory(stat.RssBytes, Now);
            return Tell(_judge.ObservePing(trouble, Now, heartbeats));
        }
    }

    private void TakeReport()
    {
        if (_report is not { } taken) return;
        _report = null;
        if (taken.Judge != _judge) return;
        LogTestimony(_journal.From, taken.Report.Outcome, taken.Report.Reason ?? "nothing to add");
        _judge.Answered(taken.Report, Now);
    }

    // The testimony of a trial that is over by then is dropped.
    private void Ask(TrialJudge judge)
    {
        var (witness, trialTime) = (_journal.From!, judge.Elapsed);
        LogAsking(_peer.ProgramName(), judge.Version, witness);
        _ = Task.Run(async () =>
        {
            WitnessReport report;
            try
            {
                report = await _witness!.AskAsync(witness, judge.Version, trialTime, CancellationToken.None);
            }
            // Whatever it is, it is no word against the version, and it must not be lost on the pool.
            catch (Exception e)
            {
                report = new(WitnessOutcome.Unreachable, e.Message);
            }
            lock (_gate) _report = (judge, report);
        });
    }

    private void Take(UpgradeJournal journal)
    {
        Volatile.Write(ref _journal, journal);
        if (journal.Phase != JudgedPhase || journal.To is not { } version)
        {
            _judge = null;
            return;
        }
        if (_judge?.Version == version) return;
        var rules = _rules with { Version = version };
        if (journal.IsUrgent && rules.Period > UrgentPeriod) rules = rules with { Period = UrgentPeriod };
        var mayAsk = _witness is not null && !journal.IsUrgent;
        var witness = mayAsk && journal.From is { } from ? new TrialWitness(rules, from) : null;
        _judge = new TrialJudge(rules, Now, witness);
        LogTrialBegins(_peer.ProgramName(), version, rules.Period.TotalSeconds, rules.Deadline.TotalSeconds);
    }

    private UpgradeActions Tell(TrialVerdict? verdict)
    {
        _hasObserved = true;
        switch (verdict)
        {
            case TrialVerdict.Healthy:
                LogHealthy(_peer.ProgramName(), _judge!.Version);
                return Apply(_peer == Role.Spm ? UpgradeTrigger.SpmHealthy : UpgradeTrigger.SpaHealthy, null);
            case TrialVerdict.Failed guilty:
                LogTrialFailed(guilty.Reason);
                return Apply(guilty.Trigger, guilty.Reason);
            default:
                if (_judge?.TakeAsk() == true) Ask(_judge);
                return UpgradeActions.None;
        }
    }

    private UpgradeActions Apply(UpgradeTrigger trigger, string? reason)
    {
        var e = new UpgradeEvent(trigger, _clock.GetUtcNow())
        {
            Reason = reason,
            IsWhole = v => _store.Slots.IsWhole(v),
        };
        var actions = UpgradeActions.None;
        try
        {
            Take(_store.Mutate(journal =>
            {
                if (journal.Phase != JudgedPhase || journal.To != _judge!.Version)
                {
                    actions = ActionsAfter(journal);
                    return journal;
                }
                var step = UpgradeMachine.Next(journal, e);
                actions = step.Actions;
                return step.Journal;
            }));
            _judge = null;
            return actions;
        }
        catch (Exception fault) when (FileFaults.IsFileFault(fault) || fault is TimeoutException)
        {
            LogNotWritten(fault.Message);
            return UpgradeActions.None;
        }
    }

    // Somebody else may have ended this trial since it was read. What was judged must not run on for that.
    private UpgradeActions ActionsAfter(UpgradeJournal journal) =>
        journal.Phase != JournalPhase.RolledBack || journal.To != _judge!.Version ? UpgradeActions.None
        : _peer == Role.Spm ? UpgradeActions.KillSpm | UpgradeActions.ReplaceSpa
        : UpgradeActions.KillSpa | UpgradeActions.ReplaceSpm;

    [LoggerMessage(120, LogLevel.Information,
        "{Peer} {Version} is on trial: healthy for {Period:0.#} s within {Deadline:0.#} s, " +
            "or it is rolled back")]
    private partial void LogTrialBegins(string peer, string version, double period, double deadline);

    [LoggerMessage(121, LogLevel.Information,
        "{Peer} {Version} is healthy, and no heartbeat of this version was accepted: {Witness} asks the server")]
    private partial void LogAsking(string peer, string version, string witness);

    [LoggerMessage(122, LogLevel.Information, "the witness {Witness}: {Outcome} ({Reason})")]
    private partial void LogTestimony(string? witness, WitnessOutcome outcome, string reason);

    [LoggerMessage(123, LogLevel.Information, "{Peer} {Version} was healthy for its trial")]
    private partial void LogHealthy(string peer, string version);

    [LoggerMessage(124, LogLevel.Error, "{Reason}; rolling back")]
    private partial void LogTrialFailed(string reason);

    [LoggerMessage(125, LogLevel.Error,
        "the verdict cannot be written ({Reason}); tried again with the next sign of life")]
    private partial void LogNotWritten(string reason);
}
