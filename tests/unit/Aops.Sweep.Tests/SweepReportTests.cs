namespace Aops.Sweep.Tests;

public sealed class SweepReportTests
{
    [Fact]
    public void KindsThatNeverCameUp_AreNamed()
    {
        Outcome[] outcomes =
        [
            new("upgrade", "1", Verdict.Whole) { Kind = "rename a" },
            new("upgrade", "2", Verdict.NotReached) { Kind = "rename a" },
            new("upgrade", "3", Verdict.NotReached) { Kind = "write b" },
            new("upgrade", "4", Verdict.NotReached) { Kind = "write b" },
        ];

        Assert.Equal(
            "upgrade       1 tried, 0 bricks (3 further ones did not come up in their run, nor any of 1 of 2 kinds: write b)",
            SweepReport.Describe("upgrade", outcomes));
        Assert.EndsWith("(1 further ones did not come up in their run, each of 1 kinds did)",
            SweepReport.Describe("upgrade", outcomes[..2]));
    }

    [Fact]
    public void ASweepThatTriedNothing_ProvesNothing()
    {
        Assert.False(SweepReport.IsGood([new("upgrade", "1", Verdict.NotReached)]));
        Assert.False(SweepReport.IsGood([new("upgrade", "1", Verdict.Whole), new("upgrade", "2", Verdict.Brick)]));
        Assert.True(SweepReport.IsGood([new("upgrade", "1", Verdict.Whole)]));
    }
}
