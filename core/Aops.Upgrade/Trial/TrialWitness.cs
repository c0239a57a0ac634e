using Aops.Contracts.Local;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Decides whether a version on trial has lost the server by its own fault. Local health cannot tell: a release
/// with a wrong path, header or certificate check runs well but can never reach the server again. So the previous
/// version's program serves as witness: it makes one authenticated request that changes nothing.
/// <para>An accepted heartbeat of the new version decides in its favour. Otherwise, once it was healthy locally for
/// the period, the witness is asked. Refused or unreachable: the server or the network is at fault, and nothing
/// counts against the version. Accepted: the new version is asked for a heartbeat, and gets
/// <see cref="TrialRules.HeartbeatGrace"/>, or <see cref="AttemptsInRound"/> attempts of its own if those end
/// sooner. If all of them failed and the witness is accepted again, one round counts against it.
/// <see cref="RoundsMax"/> consecutive rounds fail it. At the deadline of the trial <see cref="RoundsAtDeadline"/>
/// is enough, and an open round is completed first. One accepted heartbeat, or one witness that is not accepted,
/// resets the count, so that a server that recovers or loses every second request fails no version.</para>
/// <para>Pure: the time is that of the judge. Not safe for several threads at once.</para>
/// </summary>
public sealed class TrialWitness
{
    /// <summary>
    /// Consecutive rounds that fail a version; the acceptance that opens the first is not counted.
    /// </summary>
    public const int RoundsMax = 3;

    /// <summary>Consecutive rounds that fail it at the deadline of the trial.</summary>
    public const int RoundsAtDeadline = 1;

    /// <summary>Failed attempts of the version on trial that end a round early.</summary>
    public const int AttemptsInRound = 2;

    /// <summary>How long after the deadline a testimony is waited for.</summary>
    public static readonly TimeSpan TestimonyWait = TimeSpan.FromSeconds(45);

    /// <summary>Pause after a witness that was not accepted.</summary>
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

    /// <summary>Makes a witness for a trial.</summary>
    /// <param name="rules">The rules of the trial.</param>
    /// <param name="witnessVersion">The version whose program asks, for the sentence.</param>
    public TrialWitness(TrialRules rules, string witnessVersion) =>
        (_rules, _witnessName) = (rules, $"aops-spm {witnessVersion}");

    private enum State
    {
        // The witness was not asked yet.
        Idle,

        // The witness is asking.
        Asked,

        // The witness was not accepted; it asks again after a pause.
        Paused,

        // The witness was accepted; the new version makes its attempts.
        Round,
    }

    /// <summary>The process on trial was restarted: its attempts count from zero.</summary>
    public void Restarted() => (_tally, _failedAtStart) = (null, 0);

    /// <summary>Observes the heartbeat counts of the version on trial.</summary>
    /// <param name="tally">The counts; null from a version that does not report them.</param>
    public void Observe(HeartbeatTally? tally)
    {
        _tally = tally;
        if (tally is { Accepted: > 0 }) _isSettled = true;
    }

    /// <summary>The next step, once local health has held for the period.</summary>
    /// <param name="elapsed">Duration of the trial.</param>
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

    /// <summary>Takes the witness's report.</summary>
    /// <param name="elapsed">Duration of the trial.</param>
    public WitnessStep Answered(WitnessReport report, TimeSpan elapsed)
    {
        // The server's record counts only for a version that does not report its heartbeats: a version whose
        // heartbeats arrive but which understands no reply is lost as well.
        if (report.Outcome == WitnessOutcome.Absent || (report.HasHeard && _tally is null)) _isSettled = true;
        // A heartbeat that was accepted while the witness was asking counts as well.
        if (_isSettled) return WitnessStep.Proceed.Instance;
        _since = elapsed;
        if (report.Outcome != WitnessOutcome.Accepted)
        {
            (_state, _rounds) = (State.Paused, -1);
            return WitnessStep.Wait.Instance;
        }
        // The first acceptance opens a round, and each further one closes it.
        _rounds++;
        if (_rounds >= RoundsMax) return Fail();
        (_state, _failedAtStart, _isWakeWanted) = (State.Round, _tally?.Failed ?? 0, true);
        return WitnessStep.Wait.Instance;
    }

    /// <summary>The next step from the deadline on, for a trial whose local health holds.</summary>
    /// <param name="elapsed">Duration of the trial.</param>
    public WitnessStep AtDeadline(TimeSpan elapsed)
    {
        if (_isSettled) return WitnessStep.Proceed.Instance;
        if (_rounds >= RoundsAtDeadline) return Fail();
        return _state switch
        {
            State.Idle => Ask(elapsed),
            State.Asked when elapsed - _since < TestimonyWait => WitnessStep.Wait.Instance,
            State.Round => IsRoundOver(elapsed) ? Ask(elapsed) : WitnessStep.Wait.Instance,
            _ => WitnessStep.Proceed.Instance,
        };
    }

    /// <summary>Whether the version on trial must send a heartbeat now; true once.</summary>
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

    private WitnessStep.Fail Fail()
    {
        var fault = _tally?.Fault is { } said ? $" ({said})" : "";
        var how = _tally is { IsRefused: true } ? "is refused by the server" : "cannot reach the server";
        return new WitnessStep.Fail(
            $"aops-spm {_rules.Version} {how}{fault}, while {_witnessName} is accepted by it");
    }
}
