using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Upgrade.Machine;
using Aops.Upgrade.Trial;

namespace Aops.Upgrade.Tests;

/// <summary>A trial whose local health is good throughout, and whose heartbeats go as each test says.</summary>
public sealed class TrialWitnessTests
{
    private static readonly TrialRules Rules = new()
    {
        Role = Role.Spm,
        Version = "2",
        Period = TimeSpan.FromSeconds(2),
        Deadline = TimeSpan.FromSeconds(120),
        GapMax = TimeSpan.FromSeconds(15),
        HeartbeatGrace = TimeSpan.FromSeconds(10),
    };

    private readonly TrialJudge _judge = new(Rules, TimeSpan.Zero, new TrialWitness(Rules, "1"));
    private double _now;
    private long _accepted;
    private long _failed;
    private int _asked;

    public TrialWitnessTests() => _judge.Hello("2", TimeSpan.Zero);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private HeartbeatTally Tally => new() { Accepted = _accepted, Failed = _failed, Fault = "404" };

    // One second, with whatever the server says to the version on trial and to the witness in it.
    private TrialVerdict Second(bool fails, WitnessOutcome? witness, bool isHeard = false, bool hasTally = true)
    {
        _now++;
        if (fails) _failed++;
        var verdict = _judge.ObservePing(null, At(_now), hasTally ? Tally : null);
        if (!_judge.TakeAsk()) return verdict;
        _asked++;
        return witness is { } outcome ? _judge.Answered(new(outcome, null, isHeard), At(_now)) : verdict;
    }

    private TrialVerdict Run(double seconds, bool fails, WitnessOutcome? witness, bool hasTally = true)
    {
        TrialVerdict verdict = new TrialVerdict.Undecided();
        while (_now < seconds && verdict is TrialVerdict.Undecided) verdict = Second(fails, witness, hasTally: hasTally);
        return verdict;
    }

    [Fact]
    public void AcceptedHeartbeat_NeedsNoWitness()
    {
        _accepted = 1;

        Assert.IsType<TrialVerdict.Healthy>(Run(10, fails: false, WitnessOutcome.Accepted));
        Assert.Equal(3, _now);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public void DeafVersion_IsCondemnedAfterItsRounds_WithItsOwnFaultAsReason()
    {
        var guilty = Assert.IsType<TrialVerdict.Failed>(Run(100, fails: true, WitnessOutcome.Accepted));

        Assert.Equal(UpgradeTrigger.SpmTrialFailed, guilty.Trigger);
        Assert.Equal("aops-spm 2 cannot reach the server (404), while aops-spm 1 is accepted by it", guilty.Reason);
        Assert.Equal(TrialWitness.RoundsMax + 1, _asked);
    }

    [Fact]
    public void DeafVersionThatSaysNothingOfItsHeartbeats_IsCondemnedByTimeAlone()
    {
        Assert.IsType<TrialVerdict.Failed>(Run(100, fails: true, WitnessOutcome.Accepted, hasTally: false));
        Assert.True(_now >= TrialWitness.RoundsMax * Rules.HeartbeatGrace.TotalSeconds, $"{_now}");
    }

    [Fact]
    public void VersionOfBefore_ThatTheServerHasHeard_IsHealthy()
    {
        TrialVerdict verdict = new TrialVerdict.Undecided();
        while (_now < 10 && verdict is TrialVerdict.Undecided)
            verdict = Second(fails: false, WitnessOutcome.Accepted, isHeard: true, hasTally: false);

        Assert.IsType<TrialVerdict.Healthy>(verdict);
    }

    [Fact]
    public void VersionThatIsHeardAndUnderstandsNoAnswer_IsCondemned()
    {
        TrialVerdict verdict = new TrialVerdict.Undecided();
        while (_now < 100 && verdict is TrialVerdict.Undecided)
            verdict = Second(fails: true, WitnessOutcome.Accepted, isHeard: true);

        Assert.IsType<TrialVerdict.Failed>(verdict);
    }

    [Theory]
    [InlineData(WitnessOutcome.Refused)]
    [InlineData(WitnessOutcome.Unreachable)]
    public void ServerThatIsAwayForTheWholeTrial_ExtendsItAndCondemnsNobody(WitnessOutcome witness)
    {
        Assert.IsType<TrialVerdict.Healthy>(Run(500, fails: true, witness));
        Assert.Equal(Rules.Deadline.TotalSeconds, _now);
    }

    [Fact]
    public void HostWithoutServer_IsJudgedByLocalHealthAlone()
    {
        Assert.IsType<TrialVerdict.Healthy>(Run(500, fails: false, WitnessOutcome.Absent));
        Assert.Equal(3, _now);
    }

    [Fact]
    public void WitnessThatNeverReports_EndsAtTheDeadline()
    {
        Assert.IsType<TrialVerdict.Healthy>(Run(500, fails: true, witness: null));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public void WakesTheVersionOnTrial_WhenTheWitnessIsAccepted()
    {
        while (_asked == 0) Second(fails: true, WitnessOutcome.Accepted);

        Assert.True(_judge.TakeWake());
        Assert.False(_judge.TakeWake());
    }

    // A server that comes back at each second of the trial: woken, the new version is heard, and is never condemned.
    [Fact]
    public void ServerThatComesBackAtAnySecond_CondemnsNobody()
    {
        for (var back = 1; back < 130; back++)
        {
            var test = new TrialWitnessTests();
            TrialVerdict verdict = new TrialVerdict.Undecided();
            while (verdict is TrialVerdict.Undecided)
            {
                var isUp = test._now >= back;
                // A version that waits in its backoff is heard only after it was woken.
                if (isUp && test._judge.TakeWake()) test._accepted++;
                verdict = test.Second(
                    fails: !isUp, isUp ? WitnessOutcome.Accepted : WitnessOutcome.Unreachable);
            }
            Assert.IsType<TrialVerdict.Healthy>(verdict);
        }
    }

    // A server that loses requests at random, of every version alike.
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.67)]
    [InlineData(0.9)]
    public void ServerThatLosesRequests_CondemnsNobody(double lost)
    {
        var random = new Random(20261126);
        var condemned = 0;
        for (var i = 0; i < 2000; i++)
        {
            var test = new TrialWitnessTests();
            TrialVerdict verdict = new TrialVerdict.Undecided();
            while (verdict is TrialVerdict.Undecided)
            {
                // Each second one attempt; the backoff of a real host makes fewer.
                var fails = random.NextDouble() < lost;
                if (!fails) test._accepted++;
                verdict = test.Second(
                    fails, random.NextDouble() < lost ? WitnessOutcome.Unreachable : WitnessOutcome.Accepted);
            }
            if (verdict is TrialVerdict.Failed) condemned++;
        }
        // By chance alone: every attempt of four rounds lost, and no witness.
        Assert.InRange(condemned, 0, 2);
    }

    [Fact]
    public void WitnessThatIsTurnedAwayBetween_BeginsTheCountAgain()
    {
        var answers = new Queue<WitnessOutcome>(
        [
            WitnessOutcome.Accepted, WitnessOutcome.Accepted, WitnessOutcome.Accepted, WitnessOutcome.Unreachable,
            WitnessOutcome.Accepted, WitnessOutcome.Accepted, WitnessOutcome.Accepted,
        ]);
        TrialVerdict verdict = new TrialVerdict.Undecided();
        while (answers.Count > 0 && verdict is TrialVerdict.Undecided)
        {
            var before = _asked;
            verdict = Second(fails: true, answers.Peek());
            if (_asked > before) answers.Dequeue();
        }

        Assert.IsType<TrialVerdict.Undecided>(verdict);
        Assert.IsType<TrialVerdict.Failed>(Run(100, fails: true, WitnessOutcome.Accepted));
    }

    [Theory]
    [InlineData(2.5)]
    [InlineData(4)]
    [InlineData(8)]
    public void RoundThatIsOpenAtTheDeadline_IsWaitedFor(double deadline)
    {
        var rules = Rules with { Deadline = At(deadline) };
        var judge = new TrialJudge(rules, TimeSpan.Zero, new TrialWitness(rules, "1"));
        judge.Hello("2", TimeSpan.Zero);
        TrialVerdict verdict = new TrialVerdict.Undecided();
        for (var t = 1; verdict is TrialVerdict.Undecided; t++)
        {
            verdict = judge.ObservePing(null, At(t), new HeartbeatTally { Accepted = 0, Failed = t / 2 });
            if (judge.TakeAsk()) verdict = judge.Answered(new(WitnessOutcome.Accepted), At(t));
        }

        Assert.IsType<TrialVerdict.Failed>(verdict);
    }

    [Theory]
    [InlineData(true, null, null, null)]
    [InlineData(false, null, null, "it has not parsed conf.yml")]
    [InlineData(true, new long[] { 3 }, new long[] { 3 }, null)]
    [InlineData(true, new long[] { 3, 5 }, new long[] { 3 }, "it refuses line 5 of conf.yml, which the version before takes")]
    [InlineData(true, new long[] { 3 }, null, null)]
    public void ConfYml_IsTheVersionsFaultOnlyWhereTheJudgeTakesIt(
        bool isParsed, long[]? refused, long[]? refusedByJudge, string? trouble)
    {
        var health = new SpmHealth
        {
            ConfigParsed = isParsed, RefusedConfLines = refused, StateRead = true, SubAgentsAdopted = true,
        };

        Assert.Equal(trouble, ConfTrouble.Of(health, refusedByJudge is null ? null : new(true, refusedByJudge)));
        Assert.Null(ConfTrouble.Of(health, new(false, [])));
    }
}
