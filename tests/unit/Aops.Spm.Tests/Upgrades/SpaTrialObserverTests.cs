using Aops.Contracts.Wire;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spm.Tests.Upgrades;

/// <summary>What a verdict on the new spa does: to spa, to this process, to the journal and to what is shown.</summary>
public sealed class SpaTrialObserverTests
{
    private const string Superseded = "the journal chose version 1.5 in place of 2.0";

    [Theory]
    // what is observed -> the phase, whether spa is killed, whether this process leaves for 1.5
    [InlineData("hello pong*4", JournalPhase.Committed, false, false)]
    [InlineData("hello pong*3", JournalPhase.SpaTrial, false, false)]
    [InlineData("tick*30", JournalPhase.SpaTrial, false, false)]
    [InlineData("tick*31", JournalPhase.RolledBack, true, true)]
    [InlineData("hello-1.5 pong*4", JournalPhase.SpaTrial, false, false)]
    [InlineData("hello-1.5 pong*30", JournalPhase.RolledBack, true, true)]
    [InlineData("hello pong*2 end hello pong*3", JournalPhase.SpaTrial, false, false)]
    [InlineData("hello end end", JournalPhase.SpaTrial, false, false)]
    [InlineData("hello second second second", JournalPhase.SpaTrial, false, false)]
    // It is started again in any case, so that nothing is killed.
    [InlineData("hello end end end", JournalPhase.RolledBack, false, true)]
    [InlineData("hello hung", JournalPhase.RolledBack, false, true)]
    public async Task Observations_LeadTo(string row, JournalPhase phase, bool isKilled, bool leaves)
    {
        using var bench = new SpaTrialBench();
        bench.Spm.State.Heartbeats.Accept(default);

        bench.Observe(row);

        Assert.Equal(phase, bench.Journal.Phase);
        Assert.Equal(isKilled ? 1 : 0, bench.Peer.Kills.Count);
        await Eventually.HoldsAsync(() => !leaves || bench.Spm.Restart.Reasons.Count > 0);
        // It leaves once, and is asked to as often as it sees why.
        Assert.Equal(leaves ? [Superseded] : [], bench.Spm.Restart.Reasons.Distinct());
        Assert.Equal(phase == JournalPhase.RolledBack, bench.Journal.FailureOf("2.0", 7) is not null);
    }

    [Fact]
    public void TooMuchMemory_FailsTheTrial_AndSpaIsKilled()
    {
        using var bench = new SpaTrialBench("1m", "16MiB");
        bench.Spm.State.Heartbeats.Accept(default);

        bench.Observe("hello pong*5");

        Assert.Equal(JournalPhase.RolledBack, bench.Journal.Phase);
        Assert.Contains("of memory, more than 16 MB", Assert.Single(bench.Peer.Kills), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACommit_IsTidied_AndShown()
    {
        using var bench = new SpaTrialBench();
        bench.Spm.State.Heartbeats.Accept(default);
        bench.Observe("hello");
        bench.Spm.State.News.Clear();

        bench.Observe("pong*4");

        await Eventually.HoldsAsync(() => bench.Spm.State.Journal.Slots.ReadCurrentLink() == "2.0");
        Assert.Equal(UpgradePhase.Success, bench.Spm.State.Upgrades.Current!.Phase);
        await bench.Spm.State.News.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task ARollbackByAnotherProcess_IsFollowed_WithTheNextHello()
    {
        using var bench = new SpaTrialBench();
        bench.Observe("hello pong");
        bench.Spm.Write(bench.Journal with { Phase = JournalPhase.RolledBack });
        bench.Observe("pong");
        Assert.Empty(bench.Spm.Restart.Reasons);

        bench.Observe("hello-1.5");

        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
        Assert.Equal(Superseded, bench.Spm.Restart.Reasons[0]);
        Assert.Equal(UpgradePhase.RolledBack, bench.Spm.State.Upgrades.Current!.Phase);
    }

    [Theory]
    [InlineData("2.0", "1.5", true)]
    [InlineData("1.5", null, true)]
    [InlineData(null, null, true)]
    [InlineData("2.0", null, false)]
    public async Task WhereTheChosenSlotIsNoBetter_ThisProcessStays(string? own, string? skipped, bool isWhole)
    {
        using var bench = new SpaTrialBench { Own = own, Skipped = skipped };
        bench.Spm.Write(bench.Journal with { Phase = JournalPhase.RolledBack });
        if (!isWhole) File.Delete(Path.Combine(bench.Spm.Layout.Slot("1.5"), "bin", "aops-launch"));

        bench.Observe("hello end");
        // A restart would come before the one for a slot that is better.
        bench.Spm.AddSlot("3.0");
        bench.Spm.Write(bench.Journal with { Current = "3.0" });
        bench.Observe("hello");

        await Eventually.HoldsAsync(() => own is null || bench.Spm.Restart.Reasons.Count > 0);
        Assert.Equal(
            own is null ? [] : [$"the journal chose version 3.0 in place of {own}"], bench.Spm.Restart.Reasons);
    }

    [Theory]
    [InlineData(JournalPhase.Idle)]
    [InlineData(JournalPhase.SpmTrial)]
    [InlineData(JournalPhase.Committed)]
    public void WithoutATrialOfSpa_NothingIsJudged(JournalPhase phase)
    {
        using var bench = new SpaTrialBench { Own = null };
        bench.Spm.Write(bench.Journal with { Phase = phase });

        bench.Observe("hello pong*40 end end end hung tick");

        Assert.Equal(phase, bench.Journal.Phase);
        Assert.Empty(bench.Peer.Kills);
    }

    [Fact]
    public async Task WhereNoHeartbeatOfTheNewVersionIsAccepted_TheOldOneIsAsked_AndTheNewOneIsWoken()
    {
        using var bench = new SpaTrialBench();
        var woken = 0;
        bench.Spm.State.Heartbeats.Woken += () => woken++;

        bench.Observe("hello pong*4");
        Assert.Equal((JournalPhase.SpaTrial, 0), (bench.Journal.Phase, woken));
        await Eventually.HoldsAsync(() =>
        {
            // What the witness says is taken up with an observation.
            bench.Observer.Replied(bench.Peer, new Contracts.Local.Pong { Sequence = 1, RssBytes = 1 });
            return woken > 0;
        });

        Assert.Equal((1, 1), (bench.Testimonies, woken));
        Assert.Equal(JournalPhase.SpaTrial, bench.Journal.Phase);
        bench.Spm.State.Heartbeats.Accept(default);
        bench.Observe("pong");
        Assert.Equal(JournalPhase.Committed, bench.Journal.Phase);
    }
}
