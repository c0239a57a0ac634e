using System.Globalization;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Judges spm or spa on trial by local observations only: its hello, health, pings and exits. Faults of the server,
/// the network or the disk are no observations, so a version cannot be blamed for them. Whether it has lost the
/// server by its own fault is decided by <see cref="TrialWitness"/>, once it was healthy locally.
/// <para>Pure: every observation carries a monotonic time (<see cref="TimeProvider.GetTimestamp"/>). Not safe for
/// several threads at once.</para>
/// <para>A verdict other than Undecided is final.</para>
/// </summary>
public sealed class TrialJudge
{
    private readonly TrialRules _rules;
    private readonly TrialWitness? _witness;
    private bool _isAskWanted;
    private TimeSpan _last;
    private TimeSpan _elapsed;
    private TimeSpan? _healthySince;
    private bool _isConnected;
    private int _deaths;
    private int _overMemory;
    private string _lastTrouble;
    private TrialVerdict _verdict = TrialVerdict.Undecided.Instance;

    /// <summary>Begins a trial.</summary>
    /// <param name="now">Time of the same clock as all observations.</param>
    /// <param name="witness">Decides about the server; null to judge by local health alone.</param>
    public TrialJudge(TrialRules rules, TimeSpan now, TrialWitness? witness = null)
    {
        _rules = rules;
        _witness = witness;
        _last = now;
        _lastTrouble = $"{Name} never answered";
    }

    /// <summary>The member of the pair on trial.</summary>
    public Role Role => _rules.Role;

    /// <summary>The version on trial.</summary>
    public string Version => _rules.Version;

    private string Name => $"{_rules.Role.ProgramName()} {_rules.Version}";

    /// <summary>Observes a hello, which names the running version.</summary>
    /// <param name="version">The version, preferably from the slot of the process.</param>
    public TrialVerdict Hello(string version, TimeSpan now)
    {
        Advance(now);
        _isConnected = version == _rules.Version;
        _healthySince = null;
        if (Role == Role.Spm) _witness?.Restarted();
        _lastTrouble = _isConnected
            ? $"{Name} answered, but was not healthy"
            : $"{_rules.Role.ProgramName()} {version} answered in place of {_rules.Version}";
        return Decide();
    }

    /// <summary>Observes a ping of spm, or a pong of spa.</summary>
    /// <param name="trouble">What is not healthy yet; null if nothing.</param>
    /// <param name="tally">The heartbeats of the version on trial; null if unknown.</param>
    public TrialVerdict ObservePing(string? trouble, TimeSpan now, HeartbeatTally? tally = null)
    {
        Advance(now);
        if (!_isConnected) return Decide();
        _witness?.Observe(tally);
        if (trouble is null)
        {
            _healthySince ??= _elapsed;
            if (HasHeld) Follow(_witness?.Look(_elapsed) ?? WitnessStep.Proceed.Instance);
        }
        else
        {
            _healthySince = null;
            _lastTrouble = $"{Name} is not healthy: {trouble}";
        }
        return Decide();
    }

    /// <summary>Takes the witness's report.</summary>
    public TrialVerdict Answered(WitnessReport report, TimeSpan now)
    {
        Advance(now);
        if (_witness is not null) Follow(_witness.Answered(report, _elapsed));
        return Decide();
    }

    /// <summary>Whether the witness must be asked now; true once.</summary>
    public bool TakeAsk()
    {
        var isWanted = _isAskWanted;
        _isAskWanted = false;
        return isWanted;
    }

    /// <summary>Whether the version on trial must send a heartbeat now; true once.</summary>
    public bool TakeWake() => _witness?.TakeWake() == true;

    /// <summary>Duration of the trial so far.</summary>
    public TimeSpan Elapsed => _elapsed;

    /// <summary>Observes the memory.</summary>
    /// <param name="rssBytes">Resident memory, in bytes.</param>
    public TrialVerdict ObserveMemory(long rssBytes, TimeSpan now)
    {
        Advance(now);
        _overMemory = rssBytes > _rules.MemoryBytesMax ? _overMemory + 1 : 0;
        if (_overMemory >= _rules.MemorySamplesMax)
            Fail(TrialFailed, $"{Name} takes {rssBytes >> 20} MB of memory, more than {_rules.MemoryBytesMax >> 20} MB");
        return Decide();
    }

    /// <summary>Observes that the process is alive but has not replied for too long.</summary>
    /// <param name="silence">Time without a reply.</param>
    public TrialVerdict Hung(TimeSpan silence, TimeSpan now)
    {
        Advance(now);
        _isConnected = false;
        _healthySince = null;
        Fail(TrialFailed, string.Create(CultureInfo.InvariantCulture,
            $"{Name} did not answer for {silence.TotalSeconds:0.#} s"));
        return _verdict;
    }

    /// <summary>
    /// Observes an exit. The launcher counts starts on the disk; this counts in memory, in case the launcher
    /// cannot.
    /// </summary>
    /// <param name="how">For instance <c>exit 3</c>.</param>
    public TrialVerdict Died(string how, TimeSpan now)
    {
        Advance(now);
        _isConnected = false;
        _healthySince = null;
        _deaths++;
        _lastTrouble = $"{Name} died ({how})";
        if (_deaths >= _rules.DeathsMax) Fail(TrialFailed, $"{Name} died {_deaths} times, the last time by {how}");
        return Decide();
    }

    /// <summary>Observes the passage of time.</summary>
    public TrialVerdict Tick(TimeSpan now)
    {
        Advance(now);
        return Decide();
    }

    private bool HasHeld => _isConnected && _elapsed - _healthySince >= _rules.Period;

    private UpgradeTrigger TrialFailed =>
        _rules.Role == Role.Spm ? UpgradeTrigger.SpmTrialFailed : UpgradeTrigger.SpaTrialFailed;

    private void Advance(TimeSpan now)
    {
        var gap = now - _last;
        _last = now;
        if (gap <= TimeSpan.Zero) return;
        _elapsed += gap < _rules.GapMax ? gap : _rules.GapMax;
    }

    private TrialVerdict Decide()
    {
        if (_elapsed < _rules.Deadline) return _verdict;
        if (HasHeld)
        {
            Follow(_witness?.AtDeadline(_elapsed) ?? WitnessStep.Proceed.Instance);
        }
        else
        {
            Fail(UpgradeTrigger.DeadlinePassed, string.Create(CultureInfo.InvariantCulture,
                $"{_lastTrouble}; it was not healthy for {_rules.Period.TotalSeconds:0.#} s " +
                $"within {_rules.Deadline.TotalSeconds:0.#} s"));
        }
        return _verdict;
    }

    private void Follow(WitnessStep step)
    {
        if (_verdict is not TrialVerdict.Undecided) return;
        switch (step)
        {
            case WitnessStep.Proceed when HasHeld:
                _verdict = TrialVerdict.Healthy.Instance;
                break;
            case WitnessStep.Ask:
                _isAskWanted = true;
                break;
            case WitnessStep.Fail condemned:
                Fail(TrialFailed, condemned.Reason);
                break;
        }
    }

    private void Fail(UpgradeTrigger trigger, string reason)
    {
        if (_verdict is TrialVerdict.Undecided) _verdict = new TrialVerdict.Failed(trigger, reason);
    }
}
