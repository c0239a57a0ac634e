using Aops.Contracts.Wire;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spm.Tests.Upgrades;

/// <summary>What a new process does about the journal that the one before it has left.</summary>
public sealed class UpgradeTakeUpTests
{
    [Theory]
    // phase, what the server wants, what is asked for it, the journal then
    [InlineData(JournalPhase.Staging, "2.0", "fetch 2.0, test 2.0", "SpmTrial 2.0")]
    [InlineData(JournalPhase.Staged, "2.0", "test 2.0", "SpmTrial 2.0")]
    [InlineData(JournalPhase.Staging, "1.5", "", "Idle 2.0")]
    [InlineData(JournalPhase.Staged, "1.5", "", "Idle 2.0")]
    [InlineData(JournalPhase.Staged, null, "", "Idle 2.0")]
    [InlineData(JournalPhase.Staging, "3.0", "find 3.0, fetch 3.0, test 3.0", "SpmTrial 3.0")]
    public async Task WhatWasBegun_IsFinished_OrAbandonedWhereItIsNotWantedAnyMore(
        JournalPhase phase, string? wanted, string asked, string journal)
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        if (phase == JournalPhase.Staged) bench.Spm.AddSlot("2.0");
        bench.Spm.Write(bench.Journal with { Phase = phase, From = "1.5", To = "2.0", Generation = 7 });
        bench.Spm.Want(wanted, generation: 7);

        await bench.StartAsync();

        await Eventually.HoldsAsync(
            () => $"{bench.Journal.Phase} {bench.Journal.To}" == journal, () => $"{bench.Journal}");
        Assert.Equal(asked, string.Join(", ", bench.Packages.Asked));
        Assert.Empty(bench.Journal.Failed);
    }

    [Fact]
    public async Task ARollbackThatWasOrderedHere_ComesBeforeWhatTheServerWants()
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        bench.Spm.Write(bench.Journal with
        {
            Phase = JournalPhase.Staged, IsRollback = true, From = "1.5", To = "1.0", Generation = 7,
        });
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        Assert.Null(await bench.PauseAsync());
        Assert.Equal("test 1.0", Assert.Single(bench.Packages.Asked));
        Assert.Equal((JournalPhase.SpmTrial, "1.0"), (bench.Journal.Phase, bench.Journal.To));
    }

    [Theory]
    [InlineData(JournalPhase.Committed, true)]
    [InlineData(JournalPhase.SpaTrial, false)]
    public async Task TheStart_TidiesWhatACommitLeft_ButNotDuringATrial(JournalPhase phase, bool isTidied)
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        bench.Spm.AddSlot("2.0");
        bench.Spm.Write(bench.Journal with
        {
            Phase = phase, Current = phase == JournalPhase.Committed ? "2.0" : "1.5", From = "1.5", To = "2.0",
        });

        // The lane begins after it.
        await bench.PlayAsync("down", "3.0");

        Assert.Equal(isTidied ? "2.0" : null, bench.Spm.State.Journal.Slots.ReadCurrentLink());
        Assert.True(bench.Spm.State.Health.StateRead);
        Assert.Empty(bench.Spm.Restart.Reasons);
    }

    [Fact]
    public async Task TheReportOfTheLastUpgrade_IsShownFromTheStart()
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        bench.Spm.Write(bench.Journal with { Phase = JournalPhase.RolledBack, From = "1.5", To = "2.0", Reason = "it hung" });

        await bench.StartAsync();

        var report = bench.Spm.State.Upgrades.Current!;
        Assert.Equal((UpgradePhase.RolledBack, "2.0", "it hung"), (report.Phase, report.To, report.Reason));
    }
}
