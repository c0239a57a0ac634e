using Aops.Contracts.Wire;
using Aops.Spm.Desired;
using Aops.Spm.Tests.Support;
using Aops.Spm.Tests.SubAgents;
using Aops.Spm.Tests.Upgrades;
using Aops.TestSupport;
using Aops.Upgrade.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests;

/// <summary>The hold of an operator at the host: when it ends, and what it holds back.</summary>
public sealed class OperatorHoldTests
{
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    [Fact]
    public void AHold_EndsByItself_AndOutlivesTheProcess()
    {
        using var bench = new SpmBench();
        bench.State.Hold.Begin(TwoHours, "quarter's end", "ann");
        bench.Clock.Advance(TimeSpan.FromHours(1));

        var next = Reopen(bench);
        Assert.Equal("quarter's end", next.Current!.Reason);
        Assert.Equal(TimeSpan.FromHours(1), next.Left);

        bench.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(next.Current);
        Assert.Null(bench.State.Hold.Current);
    }

    [Fact]
    public void TheEnd_IsPersisted()
    {
        using var bench = new SpmBench();
        bench.State.Hold.Begin(TwoHours, "quarter's end", "ann");

        Assert.True(bench.State.Hold.End());
        Assert.False(bench.State.Hold.End());
        Assert.Null(Reopen(bench).Current);
    }

    [Theory]
    [InlineData(0, "why")]
    [InlineData(169, "why")]
    [InlineData(2, " ")]
    public void WhatIsOutOfBounds_IsRefused_AndTheHoldBeforeStays(int hours, string reason)
    {
        using var bench = new SpmBench();
        bench.State.Hold.Begin(TwoHours, "first", "ann");

        Assert.Throws<InvalidOperationException>(() => bench.State.Hold.Begin(TimeSpan.FromHours(hours), reason, "bob"));
        Assert.Equal("first", bench.State.Hold.Current!.Reason);
    }

    [Theory]
    [InlineData("noise")]
    [InlineData("{}")]
    // From a host whose clock was years ahead, and for longer than a hold may last.
    [InlineData("""{"at":"2099-01-01T00:00:00Z","until":"2099-01-01T02:00:00Z"}""")]
    [InlineData("""{"at":"2000-01-01T00:00:00Z","until":"2099-01-01T02:00:00Z"}""")]
    public void AFileThatIsNoHold_HoldsNothingBack(string content)
    {
        using var bench = new SpmBench();
        File.WriteAllText(bench.Layout.Hold, content);

        Assert.Null(Reopen(bench).Current);
    }

    [Fact]
    public async Task NoVersionOfTheSuiteIsBegun_UntilTheHoldEnds()
    {
        await using var bench = new UpgradeBench();
        bench.Spm.State.Hold.Begin(TwoHours, "quarter's end", "ann");
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait > TimeSpan.FromMinutes(90));
        Assert.Empty(bench.Packages.Asked);
        bench.Spm.Clock.Advance(bench.Spm.Clock.NextWait!.Value);
        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
    }

    [Fact]
    public async Task AHoldBeforeTheSwitch_KeepsTheStagedSlot_AndTheEndGoesOnWithIt()
    {
        await using var bench = new UpgradeBench();
        bench.Spm.LastWord = () =>
        {
            bench.Spm.State.Hold.Begin(TwoHours, "quarter's end", "ann");
            return true;
        };
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait > TimeSpan.FromMinutes(90));
        Assert.Equal(JournalPhase.Staged, bench.Journal.Phase);
        Assert.Empty(bench.Spm.Restart.Reasons);
        bench.Spm.LastWord = () => true;
        bench.Spm.State.Hold.End();
        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
        Assert.Equal("find 2.0, fetch 2.0, test 2.0, test 2.0", string.Join(", ", bench.Packages.Asked));
    }

    [Fact]
    public async Task AnOrderAtTheHost_IsCarriedOut()
    {
        await using var bench = new UpgradeBench();
        bench.Spm.State.Hold.Begin(TwoHours, "quarter's end", "ann");
        await bench.StartAsync();

        Assert.Equal(UpgradePhase.Trial, (await bench.OrderAsync("2.0"))[^1].Phase);
    }

    [Fact]
    public async Task NoSubAgentIsChanged_UntilTheHoldEnds()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        bench.Spm.State.Hold.Begin(TwoHours, "quarter's end", "ann");
        bench.Want(SubAgentBench.Wish("2"));

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait > TimeSpan.FromMinutes(90));
        Assert.Empty(bench.Packages.Asked);
        bench.Spm.State.Hold.End();
        await Eventually.HoldsAsync(() => bench.Record()!.Applied.Version == "2");
    }

    private static OperatorHold Reopen(SpmBench bench) =>
        new(bench.Layout, bench.Clock, NullLogger<OperatorHold>.Instance);
}
