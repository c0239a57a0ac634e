using Aops.Contracts;
using Aops.TestSupport;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Trial;

namespace Aops.Upgrade.Tests;

public sealed class TrialWatchdogPolicyTests
{
    private readonly TrialWatchdogPolicy _watch = new();

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private Role? Look(JournalPhase phase, double seconds, params Role[] alive) =>
        _watch.Look(Journals.In(phase), role => alive.Contains(role), At(seconds));

    [Theory]
    [InlineData(JournalPhase.SpmTrial, Role.Spa)]
    [InlineData(JournalPhase.SpaTrial, Role.Spm)]
    public void BothAway_StartsTheJudge(JournalPhase phase, Role judge)
    {
        Assert.Null(Look(phase, 0));
        Assert.Null(Look(phase, 0.9));
        Assert.Equal(judge, Look(phase, 1));
    }

    [Theory]
    [InlineData(JournalPhase.SpmTrial, Role.Spm)]
    [InlineData(JournalPhase.SpaTrial, Role.Spa)]
    public void JudgeAlone_IsLeftToDoItsWork(JournalPhase phase, Role judged)
    {
        for (var t = 0; t < 60; t++) Assert.Null(Look(phase, t, judged.Peer()));
    }

    [Fact]
    public void JudgeAway_IsTheOtherHalfsWork_AndThenTheGuards()
    {
        Assert.Null(Look(JournalPhase.SpmTrial, 0, Role.Spm));
        Assert.Null(Look(JournalPhase.SpmTrial, 9.9, Role.Spm));
        Assert.Equal(Role.Spa, Look(JournalPhase.SpmTrial, 10, Role.Spm));
    }

    [Fact]
    public void JudgeThatComesBack_CountsFromTheBeginning()
    {
        Look(JournalPhase.SpmTrial, 0, Role.Spm);
        Look(JournalPhase.SpmTrial, 5, Role.Spm, Role.Spa);
        Look(JournalPhase.SpmTrial, 6, Role.Spm);

        Assert.Null(Look(JournalPhase.SpmTrial, 15, Role.Spm));
    }

    [Fact]
    public void JudgeThatDoesNotComeUp_IsStartedAgain()
    {
        Look(JournalPhase.SpmTrial, 0);
        Assert.Equal(Role.Spa, Look(JournalPhase.SpmTrial, 1));

        Assert.Null(Look(JournalPhase.SpmTrial, 1.25));
        Assert.Equal(Role.Spa, Look(JournalPhase.SpmTrial, 2.25));
    }

    [Theory]
    [InlineData(JournalPhase.Idle)]
    [InlineData(JournalPhase.Staged)]
    [InlineData(JournalPhase.Committed)]
    [InlineData(JournalPhase.RolledBack)]
    public void NoTrial_StartsNobody_WhileOneHalfIsThere(JournalPhase phase)
    {
        for (var t = 0; t < 60; t++) Assert.Null(Look(phase, t, t % 2 == 0 ? Role.Spm : Role.Spa));
    }

    [Fact]
    public void AfterTheVerdict_BothAway_StartsSpm()
    {
        Assert.Null(Look(JournalPhase.RolledBack, 0));
        Assert.Equal(Role.Spm, Look(JournalPhase.RolledBack, 1));
    }
}
