using Aops.Contracts;
using Aops.Native;
using Aops.TestSupport;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Trial;

namespace Aops.Launch.Tests;

public sealed class PairRevivalTests : IDisposable
{
    private readonly SlotRoot _root = new("1", "2");
    private readonly ManualClock _clock = new();
    private readonly List<Role> _started = [];
    private readonly List<string> _said = [];
    private readonly PairRevival _revival;

    public PairRevivalTests() => _revival = new PairRevival(_root.Layout, _clock, _started.Add, _said.Add);

    public void Dispose() => _root.Dispose();

    private void Look(TimeSpan passed, params Role[] alive)
    {
        _clock.Advance(passed);
        _revival.Look(alive.Contains);
    }

    [Fact]
    public void BothAway_StartsSpm_AfterTheTimeOfARevival()
    {
        _root.Write(Journals.In(JournalPhase.Idle));

        Look(TimeSpan.Zero);
        Look(TrialWatchdogPolicy.BothAwayMax - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_started);
        Look(TimeSpan.FromMilliseconds(1));

        Assert.Equal([Role.Spm], _started);
        Assert.Contains("aops-spm is gone", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void BothAway_OnTrialOfSpm_StartsItsJudge()
    {
        _root.Write(Journals.In(JournalPhase.SpmTrial));

        Look(TimeSpan.Zero);
        Look(TrialWatchdogPolicy.BothAwayMax);
        Look(TrialWatchdogPolicy.BothAwayMax);

        Assert.Contains(Role.Spa, _started);
        Assert.DoesNotContain(Role.Spm, _started);
    }

    [Fact]
    public void JudgeAway_IsStarted_ThoughTheOtherLives()
    {
        _root.Write(Journals.In(JournalPhase.SpmTrial));

        Look(TimeSpan.Zero, Role.Spm);
        Look(TrialWatchdogPolicy.BothAwayMax, Role.Spm);
        Look(TrialWatchdogPolicy.JudgeAwayMax - TrialWatchdogPolicy.BothAwayMax, Role.Spm);
        Look(TrialWatchdogPolicy.BothAwayMax, Role.Spm);

        Assert.Equal([Role.Spa], _started);
    }

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public void OneAway_OutsideOfATrial_IsTheOthersWork(Role alive)
    {
        _root.Write(Journals.In(JournalPhase.Committed));

        for (var i = 0; i < 60; i++) Look(TimeSpan.FromSeconds(1), alive);

        Assert.Empty(_started);
    }

    [Fact]
    public void JournalIsRead_OnlyAfterTheTimeOfARevival()
    {
        Look(TimeSpan.Zero, Role.Spa);
        Look(TimeSpan.FromMilliseconds(250), Role.Spa);
        Assert.False(_revival.IsUsed);

        Look(TrialWatchdogPolicy.BothAwayMax, Role.Spa);
        Assert.True(_revival.IsUsed);
    }

    [Fact]
    public void ReturnOfBoth_BeginsTheTimeAgain()
    {
        Look(TimeSpan.Zero, Role.Spa);
        _clock.Advance(TrialWatchdogPolicy.BothAwayMax);
        _revival.Rest();

        Look(TimeSpan.Zero, Role.Spa);

        Assert.False(_revival.IsUsed);
    }

    [Fact]
    public void PairThatDoesNotComeUp_IsStartedAsOftenAsATrialAllows_AndThenMoreAndMoreRarely()
    {
        _root.Write(Journals.In(JournalPhase.Idle));
        var startedAt = new List<TimeSpan>();
        for (var i = 0; i < 4 * 300; i++)
        {
            Look(TimeSpan.FromMilliseconds(250));
            while (startedAt.Count < _started.Count) startedAt.Add(_clock.GetElapsedTime(0));
        }
        var pauses = startedAt.Skip(1).Zip(startedAt, (later, earlier) => later - earlier).ToList();

        Assert.All(pauses.Take(Limits.TrialStartsMax), pause => Assert.InRange(pause.TotalSeconds, 1, 2.5));
        Assert.All(pauses.Skip(1).Zip(pauses), pair => Assert.True(pair.First >= pair.Second - TimeSpan.FromSeconds(1.5)));
        Assert.InRange(pauses[^1].TotalSeconds, 29, 33);
    }

    [Fact]
    public void StartThatFails_IsSaid_AndTriedAgain()
    {
        _root.Write(Journals.In(JournalPhase.Idle));
        var tries = 0;
        var revival = new PairRevival(
            _root.Layout, _clock, _ => throw new PosixException("posix_spawn", $"try {++tries}", Errno.ENOENT), _said.Add);

        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            revival.Look(_ => false);
        }

        Assert.True(tries > 1);
        Assert.Contains(_said, s => s.Contains("cannot be started", StringComparison.Ordinal));
    }
}
