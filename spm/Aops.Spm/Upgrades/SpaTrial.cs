using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting.Settings;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Spm.Heartbeats;
using Aops.Upgrade;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;
using Aops.Upgrade.Trial;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Upgrades;

/// <summary>
/// The second half of an upgrade: this new spm judges the new spa, and commits or rolls back. It begins when spa has
/// written SpaTrial, which shows in the journal when the new spa says hello, or when it fails to.
/// </summary>
internal sealed partial class SpaTrial(
    AopsLayout layout, UpgradeSteps steps, SettingsWatcher settings, RestartInPlace restart, NewsSignal news,
    TimeProvider time, ILogger<SpaTrial> logger) : IPeerObserver
{
    private readonly Lock _gate = new();
    private PeerWatch? _watch;
    private TrialJudge? _judge;

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Gives the watch that kills a guilty spa.</summary>
    public void Attach(PeerWatch watch) => _watch = watch;

    public void Connected(Hello hello, ProcessIdentity process) => Judge(judge =>
        judge.Hello(steps.Store.Slots.VersionOfProcess(process.Pid) ?? hello.Version, Now));

    public void Ended(PeerEnd end) => Judge(judge => judge.Died(end.Exit.ToString(), Now));

    public void Hung(TimeSpan silence) => Judge(judge => judge.Hung(silence, Now));

    public void Ticked() => Judge(judge => judge.Tick(Now), canBegin: false);

    /// <summary>spa answered a beat.</summary>
    public void Replied() => Judge(judge => judge.Sign(trouble: null, Now), canBegin: false);

    private void Judge(Func<TrialJudge, TrialVerdict> observe, bool canBegin = true)
    {
        TrialVerdict verdict;
        lock (_gate)
        {
            if (canBegin) Begin();
            if (_judge is null) return;
            verdict = observe(_judge);
            if (verdict is not TrialVerdict.Undecided) _judge = null;
        }
        switch (verdict)
        {
            case TrialVerdict.Healthy:
                Commit();
                break;
            case TrialVerdict.Guilty guilty:
                RollBack(guilty);
                break;
        }
    }

    private void Begin()
    {
        var journal = steps.Store.Read().Journal;
        if (journal.Phase != JournalPhase.SpaTrial || journal.To is not { } version)
        {
            _judge = null;
            return;
        }
        if (_judge?.Version == version) return;
        LogBegun(version);
        _judge = new TrialJudge(
            new TrialRules
            {
                Role = Role.Spa,
                Version = version,
                Period = settings.Current.TrialPeriod,
                Deadline = settings.Current.TrialDeadline,
                GapMax = settings.Current.PingTimeout,
            },
            Now);
    }

    private void Commit()
    {
        var step = Say(UpgradeTrigger.SpaHealthy, null);
        if (step is not { Journal.Phase: JournalPhase.Committed }) return;
        LogCommitted(step.Value.Journal.From, step.Value.Journal.To);
        news.Raise();
        _ = Task.Run(() =>
        {
            foreach (var fault in UpgradeCommit.Tidy(layout, steps.Store)) LogUntidy(fault);
        });
    }

    private void RollBack(TrialVerdict.Guilty guilty)
    {
        if (Say(guilty.Trigger, guilty.Reason) is not { } step) return;
        LogGuilty(guilty.Reason);
        if (step.Actions.HasFlag(UpgradeActions.KillSpa)) _watch?.KillPeer(guilty.Reason);
        if (step.Actions.HasFlag(UpgradeActions.ReplaceSpm))
            _ = Task.Run(() => restart.Now($"returning to {step.Journal.Current}"));
    }

    private UpgradeStep? Say(UpgradeTrigger trigger, string? reason)
    {
        try
        {
            return steps.Say(trigger, reason: reason);
        }
        catch (Exception e) when (e is IOException or TimeoutException or UnauthorizedAccessException)
        {
            // The trial goes on: the next sign of life brings the same verdict.
            LogNotWritten(e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "aops-spa {Version} is on trial; this aops-spm judges it")]
    private partial void LogBegun(string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "upgrade {From} -> {To} is committed")]
    private partial void LogCommitted(string? from, string? to);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}; rolling back")]
    private partial void LogGuilty(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}")]
    private partial void LogUntidy(string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "the verdict cannot be written: {Reason}; the trial goes on")]
    private partial void LogNotWritten(string reason);
}
