using Aops.Contracts;
using Aops.Upgrade.Machine;
using Aops.Upgrade.Trial;

namespace Aops.Upgrade.Tests;

public sealed class TrialJudgeTests
{
    private static readonly TrialRules Rules = new()
    {
        Role = Role.Spm,
        Version = "2",
        Period = TimeSpan.FromSeconds(30),
        Deadline = TimeSpan.FromSeconds(300),
        GapMax = TimeSpan.FromSeconds(15),
    };

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void HealthyForThePeriod_IsHealthy()
    {
        var judge = new TrialJudge(Rules, At(0));
        judge.Hello("2", At(1));

        for (var t = 1; t < 31; t += 5) Assert.IsType<TrialVerdict.Undecided>(judge.ObservePing(null, At(t)));
        Assert.IsType<TrialVerdict.Healthy>(judge.ObservePing(null, At(31)));
    }

    [Fact]
    public void Trouble_BeginsThePeriodAnew()
    {
        var judge = new TrialJudge(Rules, At(0));
        judge.Hello("2", At(0));
        for (var t = 0; t < 30; t += 5) judge.ObservePing(null, At(t));
        judge.ObservePing("it has not adopted its sub-agents", At(29));

        Assert.IsType<TrialVerdict.Undecided>(judge.ObservePing(null, At(31)));
    }

    [Fact]
    public void TroubleUntilTheDeadline_IsGuilty()
    {
        var judge = new TrialJudge(Rules, At(0));
        judge.Hello("2", At(0));
        TrialVerdict verdict = new TrialVerdict.Undecided();
        for (var t = 0; t <= 300; t += 5) verdict = judge.ObservePing("it has not parsed conf.yml", At(t));

        var guilty = Assert.IsType<TrialVerdict.Failed>(verdict);
        Assert.Equal(UpgradeTrigger.DeadlinePassed, guilty.Trigger);
        Assert.Contains("has not parsed conf.yml", guilty.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Hang_IsGuiltyAtOnce()
    {
        var judge = new TrialJudge(Rules, At(0));
        judge.Hello("2", At(0));

        var guilty = Assert.IsType<TrialVerdict.Failed>(judge.Hung(At(15), At(20)));
        Assert.Equal("aops-spm 2 did not answer for 15 s", guilty.Reason);
    }

    [Fact]
    public void Deaths_AreGuiltyAtTheLimitOfStarts()
    {
        var judge = new TrialJudge(Rules, At(0));

        for (var i = 1; i < Limits.TrialStartsMax; i++)
            Assert.IsType<TrialVerdict.Undecided>(judge.Died("exit 3", At(i)));
        Assert.IsType<TrialVerdict.Failed>(judge.Died("exit 3", At(9)));
    }

    [Fact]
    public void HealthOfAnotherVersion_DoesNotCount()
    {
        var judge = new TrialJudge(Rules, At(0));
        judge.Hello("1", At(0));

        for (var t = 0; t < 100; t += 5) Assert.IsType<TrialVerdict.Undecided>(judge.ObservePing(null, At(t)));
    }

    [Fact]
    public void JudgeThatWasStoppedForDays_BlamesNobody()
    {
        var judge = new TrialJudge(Rules, At(0));
        judge.Hello("2", At(0));

        Assert.IsType<TrialVerdict.Undecided>(judge.Tick(At(400_000)));
        Assert.IsType<TrialVerdict.Undecided>(judge.ObservePing(null, At(400_001)));
    }

    [Fact]
    public void ClockThatGoesBack_ChangesNothing()
    {
        var judge = new TrialJudge(Rules, At(1000));
        judge.Hello("2", At(1000));
        judge.ObservePing(null, At(1001));

        Assert.IsType<TrialVerdict.Undecided>(judge.ObservePing(null, At(0)));
    }

    [Fact]
    public void Verdict_Stays()
    {
        var judge = new TrialJudge(Rules, At(0));
        judge.Hung(At(15), At(20));
        judge.Hello("2", At(21));
        for (var t = 21; t < 80; t += 5) Assert.IsType<TrialVerdict.Failed>(judge.ObservePing(null, At(t)));
    }
}
