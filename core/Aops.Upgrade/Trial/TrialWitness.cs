using Aops.Contracts.Local;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Decides whether a version on trial has lost the server by its own fault. Local health cannot tell: a release with a
/// wrong path, header or certificate check runs well and is never heard of again. So the previous version's own program
/// is the witness: it makes one authenticated request that changes nothing.
/// <para>A heartbeat of the new version that was accepted settles it. Otherwise, once local health has held for the
/// period, the witness is asked. Refused or unreachable: the server or the network is at fault, and nothing is charged.
/// Accepted: the new version is woken, and gets <see cref="TrialRules.HeartbeatGrace"/>, or
/// <see cref="AttemptsInRound"/> attempts of its own if those end sooner. If all of them failed and the witness is accepted
/// again, that is one round against it. <see cref="RoundsMax"/> rounds in a row condemn it. At the deadline of the trial
/// <see cref="RoundsAtDeadline"/> is enough, and a round that is open then is waited for. A server that came back a
/// moment ago, or that loses every second request, condemns nobody: one accepted heartbeat, or one witness that is turned
/// away, begins the count again.</para>
/// <para>Pure: time is what the judge counts. Not safe for several threads at once.</para>
/// </summary>
public sealed class TrialWitness
{
    /// <summary>Rounds in a row that condemn a version; the acceptance that opens the first is none.</summary>
    public const int RoundsMax = 3;

    /// <summary>Rounds in a row that condemn it at the deadline of the trial.</summary>
    public const int RoundsAtDeadline = 1;

    /// <summary>Failed attempts of the version on trial that end a round before its time is over.</summary>
    public const int AttemptsInRound = 2;

    /// <summary>How long past the deadline a testimony is waited for.</summary>
    public static readonly TimeSpan TestimonyWait = TimeSpan.FromSeconds(45);

    /// <summary>Pause before a witness that was turned away is asked again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    private readonly TrialRules _rules;
    private readonly string _witnessName;
    private State _state = State.Idle;
    private HeartbeatTally? _tally;
    private long _failedAtStart;
    private TimeSpan _since;
    private int _rounds = -1;
    private bool _isWakeWanted;
    private bool _isSettled;

    /// <summary>Makes one for a trial.</summary>
    /// <param name="rules">The rules of the trial.</param>
    /// <param name="witnessVersion">The version whose program is the witness, for the sentence.</param>
    public TrialWitness(TrialRules rules, string witnessVersion) =>
        (_rules, _witnessName) = (rules, $"aops-spm {witnessVersion}");

    private enum State
    {
        // Nothing was asked yet.
        Idle,

        // The witness is under way.
        Asked,

        // The witness was turned away; asked again after a pause.
        Paused,

        // The witness was accepted; the new version has its chance.
        Round,
    }

    /// <summary>The process on trial was replaced: its attempts count from zero.</summary>
    public void Restarted() => (_tally, _failedAtStart) = (null, 0);

    /// <summary>The version on trial says how its heartbeats went.</summary>
    /// <param name="tally">What it says; null from a version that does not say it.</param>
    public void Observe(HeartbeatTally? tally)
    {
        _tally = tally;
        if (tally is { Accepted: > 0 }) _isSettled = true;
    }

    /// <summary>What to do, now that local health has held for the period.</summary>
    /// <param name="elapsed">Time of the trial.</param>
    public WitnessStep Look(TimeSpan elapsed)
    {
        if (_isSettled) return WitnessStep.Proceed.Instance;
        var isDue = _state switch
        {
            State.Idle => true,
            State.Paused => elapsed - _since >= AskAgainAfter,
            State.Round => IsRoundOver(elapsed),
            _ => false,
        };
        return isDue ? Ask(elapsed) : WitnessStep.Wait.Instance;
    }

    /// <summary>The witness reports.</summary>
    /// <param name="report">The report.</param>
    /// <param name="elapsed">Time of the trial.</param>
    public WitnessStep Answered(WitnessReport report, TimeSpan elapsed)
    {
        // What the server has heard counts only for a version that does not say how its heartbeats went: one whose
        // heartbeats arrive and which understands no answer is as lost as one that is not heard.
        if (report.Outcome == WitnessOutcome.Absent || (report.HasHeard && _tally is null)) _isSettled = true;
        // An acceptance while the witness was under way counts as well.
        if (_isSettled) return WitnessStep.Proceed.Instance;
        _since = elapsed;
        if (report.Outcome != WitnessOutcome.Accepted)
        {
            (_state, _rounds) = (State.Paused, -1);
            return WitnessStep.Wait.Instance;
        }
        // The first acceptance opens a round, and each further one closes it.
        _rounds++;
        if (_rounds >= RoundsMax) return Condemn();
        (_state, _failedAtStart, _isWakeWanted) = (State.Round, _tally?.Failed ?? 0, true);
        return WitnessStep.Wait.Instance;
    }

    /// <summary>What to do from the deadline on, for a trial whose local health holds.</summary>
    /// <param name="elapsed">Time of the trial.</param>
    public WitnessStep AtDeadline(TimeSpan elapsed)
    {
        if (_isSettled) return WitnessStep.Proceed.Instance;
        if (_rounds >= RoundsAtDeadline) return Condemn();
        return _state switch
        {
            State.Idle => Ask(elapsed),
            State.Asked when elapsed - _since < TestimonyWait => WitnessStep.Wait.Instance,
            State.Round => IsRoundOver(elapsed) ? Ask(elapsed) : WitnessStep.Wait.Instance,
            _ => WitnessStep.Proceed.Instance,
        };
    }

    /// <summary>Whether the version on trial is to be woken now, so that it tries at once; true once.</summary>
    public bool TakeWake()
    {
        var isWanted = _isWakeWanted;
        _isWakeWanted = false;
        return isWanted;
    }

    private WitnessStep.Ask Ask(TimeSpan elapsed)
    {
        (_state, _since) = (State.Asked, elapsed);
        return WitnessStep.Ask.Instance;
    }

    private bool IsRoundOver(TimeSpan elapsed) =>
        elapsed - _since >= _rules.HeartbeatGrace
        || (_tally is { } tally && tally.Failed - _failedAtStart >= AttemptsInRound);

    private WitnessStep.Fail Condemn()
    {
        var fault = _tally?.Fault is { } said ? $" ({said})" : "";
        var how = _tally is { IsRefused: true } ? "is refused by the server" : "cannot reach the server";
        return new WitnessStep.Fail(
            $"aops-spm {_rules.Version} {how}{fault}, while {_witnessName} is accepted by it");
    }
}
