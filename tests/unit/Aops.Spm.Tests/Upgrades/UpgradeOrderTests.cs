using Aops.Contracts.Wire;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spm.Tests.Upgrades;

/// <summary>What an operator orders: on this host, where an end is waited for, and at the server.</summary>
public sealed class UpgradeOrderTests
{
    [Theory]
    [InlineData("../2.0", "", "is not a version")]
    [InlineData("2.0", "3.0", "the server wants 3.0 on this host and would bring it back")]
    public async Task AnOrderThatCannotHold_IsRefusedAtOnce(string version, string wanted, string why)
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        if (wanted.Length > 0) bench.Spm.Want(wanted, generation: 7);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => bench.OrderAsync(version));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Packages.Asked);
    }

    [Fact]
    public async Task AnOrder_IsFollowedToTheSwitch()
    {
        await using var bench = await new UpgradeBench().StartAsync();

        var reports = await bench.OrderAsync("2.0");

        Assert.Equal(
            [UpgradePhase.Downloading, UpgradePhase.Installing, UpgradePhase.Trial],
            reports.Select(r => r.Phase).Distinct());
        Assert.Contains(50, reports.Select(r => r.Percent));
        Assert.Equal("switching to 2.0", Assert.Single(bench.Spm.Restart.Reasons));
    }

    // The one who waits decides whether it is tried again: what failed is not, also not within minutes.
    [Theory]
    [InlineData("down", "find 2.0", "the repository is away")]
    [InlineData("disk", "find 2.0, fetch 2.0", "no space left on device")]
    [InlineData("busy", "find 2.0, fetch 2.0, test 2.0", "no process can be started now")]
    [InlineData("test", "find 2.0, fetch 2.0, test 2.0", "its self-test ended with 1")]
    [InlineData("bug", "find 2.0", "a bug")]
    public async Task AnOrderThatFails_IsAnswered_AndGivenUp(string outcome, string asked, string why)
    {
        await using var bench = await new UpgradeBench().StartAsync();
        bench.Outcome = outcome;

        var last = (await bench.OrderAsync("2.0"))[^1];

        Assert.Equal((UpgradePhase.Failed, "2.0"), (last.Phase, last.To));
        Assert.Contains(why, last.Reason, StringComparison.Ordinal);
        // Another wish of the server's has its turn, and nothing comes before it.
        Assert.Equal("ok:-", await bench.PlayAsync("ok:-", "3.0"));
        Assert.Equal($"{asked}, find 3.0, fetch 3.0, test 3.0", string.Join(", ", bench.Packages.Asked));
    }

    [Theory]
    [InlineData(true, "SpmTrial")]
    [InlineData(false, "Idle")]
    public async Task WithoutTheMetadata_OnlyASlotThatIsThere_IsTakenByAnOrderOfThisHost(bool isWhole, string phase)
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        // What a start collects is gone: a package of the distribution brings it now.
        await bench.PlayAsync("down", "9.0");
        bench.Spm.Want("2.0", generation: 7);
        await bench.PauseAsync();
        if (isWhole) bench.Spm.AddSlot("2.0");

        var last = (await bench.OrderAsync("2.0"))[^1];

        // What was begun for an order that failed is taken back after its report.
        await Eventually.HoldsAsync(
            () => bench.Journal.Phase.ToString() == phase, () => $"{phase}: {bench.Journal.Phase}");
        Assert.Equal(isWhole ? UpgradePhase.Trial : UpgradePhase.Failed, last.Phase);
    }

    [Fact]
    public async Task WithoutTheMetadata_ASlotThatIsThere_IsNotTakenByTheServersWish()
    {
        await using var bench = new UpgradeBench();
        await bench.PlayAsync("down", "9.0");
        bench.Spm.AddSlot("2.0");

        Assert.Equal("new down:2", await bench.PlayAsync("new down:2"));
        Assert.Empty(bench.Spm.Restart.Reasons);
    }

    [Fact]
    public async Task ARollbackOnThisHost_NeedsNoPermission_AndIsCarriedOut()
    {
        await using var bench = await new UpgradeBench().StartAsync();
        bench.Outcome = "down";

        bench.Service.OrderRollback(isUrgent: true);

        Assert.Null(await bench.PauseAsync());
        Assert.True(bench.Journal.IsUrgent);
        Assert.Equal("test 1.0", Assert.Single(bench.Packages.Asked));
        Assert.Equal((JournalPhase.SpmTrial, "1.0"), (bench.Journal.Phase, bench.Journal.To));
    }

    [Fact]
    public async Task WithoutAVersionBefore_ThereIsNoRollback()
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        bench.Spm.Write(bench.Journal with { Previous = null });

        var refused = Assert.Throws<InvalidOperationException>(() => bench.Service.OrderRollback(isUrgent: false));

        Assert.Contains("no version before 1.5", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARollbackDuringATrial_LeavesItAtOnce()
    {
        var bench = new UpgradeBench();
        await using var disposed = bench;
        bench.Spm.AddSlot("2.0");
        bench.Spm.Write(bench.Journal with { Phase = JournalPhase.SpaTrial, From = "1.5", To = "2.0", Generation = 7 });
        await bench.StartAsync();

        bench.Service.OrderRollback(isUrgent: false);

        Assert.Null(await bench.PauseAsync());
        Assert.Equal("a rollback was ordered during the trial", bench.Spm.Restart.Reasons[0]);
        Assert.Equal((JournalPhase.RolledBack, "1.5"), (bench.Journal.Phase, bench.Journal.Current));
        Assert.NotNull(bench.Journal.FailureOf("2.0", 7));
    }

    [Theory]
    [InlineData("old", "no signed permission")]
    [InlineData("down", "cannot be told: the repository is away")]
    public async Task TheServersRollback_BehindACommit_NeedsThePermission(string outcome, string why)
    {
        await using var bench = await new UpgradeBench().StartAsync();
        bench.Outcome = outcome;

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => bench.Service.OrderServersRollbackAsync(TestContext.Current.CancellationToken));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(JournalPhase.Idle, bench.Journal.Phase);
        Assert.Equal("find 1.0", Assert.Single(bench.Packages.Asked));
    }

    [Fact]
    public async Task TheServersRollback_WithThePermission_IsCarriedOut()
    {
        await using var bench = await new UpgradeBench().StartAsync();
        bench.Outcome = "permitted";

        await bench.Service.OrderServersRollbackAsync(TestContext.Current.CancellationToken);

        Assert.Null(await bench.PauseAsync());
        Assert.Equal((JournalPhase.SpmTrial, "1.0"), (bench.Journal.Phase, bench.Journal.To));
    }
}
