using Aops.Contracts.Wire;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spm.Tests.Upgrades;

/// <summary>What becomes of the server's wish for a version: each attempt with the pause after it, in seconds.</summary>
public sealed class UpgradeAttemptTests
{
    [Theory]
    [InlineData("ok:-")]
    // What says nothing of the version is tried again, after pauses that double up to 300 s.
    [InlineData("down:2 fetch:4 disk:8 busy:16 alone:32 ok:-")]
    [InlineData("down:2 down:4 down:8 down:16 down:32 down:64 down:128 down:256 down:300 down:300 ok:-")]
    // Another desired state is tried at once, and begins with the first pause.
    [InlineData("down:2 down:4 new down:2 ok:-")]
    // What says that the version itself is bad is no reason for another try; the pause is for what may change meanwhile.
    [InlineData("test:60")]
    [InlineData("hostile:60")]
    // A permission to go back may be signed at any time.
    [InlineData("old:2 old:4 old:8 permitted:-")]
    public async Task Attempts_ArePausedAfter(string row)
    {
        await using var bench = new UpgradeBench();

        Assert.Equal(row, await bench.PlayAsync(row));
    }

    [Theory]
    [InlineData("ok", JournalPhase.SpmTrial, "find 2.0, fetch 2.0, test 2.0", "")]
    [InlineData("down", JournalPhase.Idle, "find 2.0", "the repository is away; tried again within minutes")]
    [InlineData("fetch", JournalPhase.Idle, "find 2.0, fetch 2.0", "the connection was lost; tried again within minutes")]
    [InlineData("busy", JournalPhase.Staged, "find 2.0, fetch 2.0, test 2.0", "no process can be started now; tried again")]
    [InlineData("alone", JournalPhase.Idle, "find 2.0, fetch 2.0, test 2.0", "aops-spa is away")]
    [InlineData("test", JournalPhase.Idle, "find 2.0, fetch 2.0, test 2.0", "upgrade to 2.0: its self-test ended with 1")]
    [InlineData("hostile", JournalPhase.Idle, "find 2.0, fetch 2.0", "upgrade to 2.0: it climbs out of its folder")]
    [InlineData("old", JournalPhase.Idle, "find 2.0", "no signed permission")]
    public async Task AnAttempt_LeavesTheJournalIn(string outcome, JournalPhase phase, string asked, string fault)
    {
        await using var bench = new UpgradeBench();

        await bench.PlayAsync(outcome);

        Assert.Equal((phase, "1.5"), (bench.Journal.Phase, bench.Journal.Current));
        Assert.Equal(asked, string.Join(", ", bench.Packages.Asked));
        Assert.Contains(fault, bench.Fault, StringComparison.Ordinal);
        Assert.Equal(outcome is "test" or "hostile", bench.Journal.FailureOf("2.0", 7) is not null);
        Assert.Equal(outcome == "ok" ? ["switching to 2.0"] : [], bench.Spm.Restart.Reasons);
    }

    [Fact]
    public async Task ABugOfThisSuite_IsAFault_AndTheLaneGoesOn()
    {
        await using var bench = new UpgradeBench();
        await bench.PlayAsync("bug");
        Assert.Contains("a bug (a bug; the log shows where); tried again", bench.Fault, StringComparison.Ordinal);
        bench.Outcome = "ok";
        bench.Spm.Clock.Advance(bench.Spm.Clock.NextWait!.Value);

        Assert.Null(await bench.PauseAsync());
    }

    [Fact]
    public async Task TheVersionThatRuns_OnceItIsWanted_EndsTheFault()
    {
        await using var bench = new UpgradeBench();
        await bench.PlayAsync("down");
        Assert.NotEqual("", bench.Fault);

        bench.Spm.Want("1.5", generation: 8);

        await Eventually.HoldsAsync(() => bench.Fault == "");
    }

    [Fact]
    public async Task ASuccess_EndsTheFault()
    {
        await using var bench = new UpgradeBench();

        await bench.PlayAsync("down:2 ok:-");

        await Eventually.HoldsAsync(() => bench.Fault == "");
        Assert.Equal(UpgradePhase.Trial, bench.Spm.State.Upgrades.Current!.Phase);
    }

    [Fact]
    public async Task ASlotThatIsWhole_IsNotFetchedAgain_OneThatIsDamagedIs()
    {
        await using var bench = new UpgradeBench();
        await bench.PlayAsync("alone");
        bench.Spm.DamageSlot("2.0");
        bench.Spm.Clock.Advance(bench.Spm.Clock.NextWait!.Value);
        await bench.PauseAsync();
        bench.Outcome = "ok";
        bench.Spm.Clock.Advance(bench.Spm.Clock.NextWait!.Value);
        await bench.PauseAsync();

        Assert.Equal(
            "find 2.0, fetch 2.0, test 2.0, find 2.0, fetch 2.0, test 2.0, find 2.0, test 2.0",
            string.Join(", ", bench.Packages.Asked));
    }

    [Fact]
    public async Task AVersionThatFailed_IsTriedAgainUnderAnotherOrderOnly()
    {
        await using var bench = new UpgradeBench();
        await bench.PlayAsync("test");
        // The same wish in another desired state: if it was tried, it would have its place in what was asked.
        bench.Spm.Want("2.0", generation: 7);
        bench.Outcome = "ok";
        bench.Spm.Want("2.0", generation: 8);

        Assert.Null(await bench.PauseAsync());
        Assert.Equal(
            "find 2.0, fetch 2.0, test 2.0, find 2.0, test 2.0", string.Join(", ", bench.Packages.Asked));
    }

    [Fact]
    public async Task DuringATrial_AnotherVersionWaits_AMinuteEach()
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        bench.Spm.AddSlot("2.0");
        bench.Spm.Write(bench.Journal with { Phase = JournalPhase.SpaTrial, From = "1.5", To = "2.0", Generation = 7 });

        Assert.Equal("ok:60 ok:60", await bench.PlayAsync("ok:60 ok:60", "3.0"));
        Assert.Contains("2.0 is on trial; 3.0 waits for the end of it", bench.Fault, StringComparison.Ordinal);
        Assert.Empty(bench.Packages.Asked);
    }
}
