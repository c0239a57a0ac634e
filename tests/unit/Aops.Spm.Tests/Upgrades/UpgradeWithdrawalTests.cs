using Aops.Contracts.Wire;
using Aops.Spm.Releases;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spm.Tests.Upgrades;

/// <summary>An order that the server takes back before the switch.</summary>
public sealed class UpgradeWithdrawalTests
{
    [Fact]
    public async Task DuringTheDownload_ItEndsIt_AndNothingIsTested()
    {
        await using var bench = new UpgradeBench();
        bench.Packages.Fetch = (_, _) => bench.Spm.Want("1.5", generation: 3);
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await ShowsWithdrawalAsync(bench);
        Assert.Equal("find 2.0, fetch 2.0", string.Join(", ", bench.Packages.Asked));
    }

    [Fact]
    public async Task InReplyToTheLastQuestion_ItPreventsTheSwitch()
    {
        await using var bench = new UpgradeBench();
        bench.Spm.LastWord = () =>
        {
            bench.Spm.Want("1.5", generation: 3);
            return true;
        };
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await ShowsWithdrawalAsync(bench);
        Assert.Equal("find 2.0, fetch 2.0, test 2.0", string.Join(", ", bench.Packages.Asked));
    }

    [Fact]
    public async Task IsNoFailure_TheSameOrderMayComeAgain()
    {
        await using var bench = new UpgradeBench();
        bench.Spm.LastWord = () =>
        {
            bench.Spm.LastWord = () => true;
            bench.Spm.Want("1.5", generation: 3);
            return true;
        };
        bench.Spm.Want("2.0", generation: 7);
        await bench.StartAsync();
        await ShowsWithdrawalAsync(bench);

        bench.Spm.Want("2.0", generation: 7);

        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
        Assert.Equal(["switching to 2.0"], bench.Spm.Restart.Reasons);
        Assert.False(bench.Journal.IsWithdrawn);
    }

    [Fact]
    public async Task ByAnotherVersion_OnlyThatOneIsSwitchedTo()
    {
        await using var bench = new UpgradeBench();
        bench.Spm.LastWord = () =>
        {
            bench.Spm.LastWord = () => true;
            bench.Spm.Want("3.0", generation: 8);
            return true;
        };
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
        Assert.Equal(["switching to 3.0"], bench.Spm.Restart.Reasons);
    }

    [Theory]
    [InlineData(true)]
    // A server that does not reply does not stop what it has ordered.
    [InlineData(false)]
    public async Task WithoutOne_TheServerIsAskedOnce_AndTheSwitchIsMade(bool replies)
    {
        await using var bench = new UpgradeBench();
        var questions = 0;
        bench.Spm.LastWord = () =>
        {
            questions++;
            return replies;
        };
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
        Assert.Equal(1, questions);
    }

    [Fact]
    public async Task ByThePublisher_WhileItWasPrepared_ItPreventsTheSwitch_AndIsTold()
    {
        await using var bench = new UpgradeBench();
        bench.Packages.IsListed = () => false;
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Fault.Contains("was withdrawn by its publisher", StringComparison.Ordinal));
        Assert.Empty(bench.Spm.Restart.Reasons);
        Assert.Equal("1.5", bench.Journal.Current);
        // It is tried later, with a pause, and not at once again.
        Assert.Equal("find 2.0, fetch 2.0, test 2.0", string.Join(", ", bench.Packages.Asked));
    }

    [Fact]
    public async Task RepositoryThatDoesNotAnswerBeforeTheSwitch_WithdrawsNothing()
    {
        await using var bench = new UpgradeBench();
        bench.Packages.IsListed = () => throw new FetchException("the repository is away");
        bench.Spm.Want("2.0", generation: 7);

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.Restart.Reasons.Count > 0);
    }

    [Fact]
    public async Task AnOrderAtTheHost_IsNotAskedAbout()
    {
        await using var bench = new UpgradeBench();
        var questions = 0;
        bench.Spm.LastWord = () => ++questions > 0;
        await bench.StartAsync();

        var reports = await bench.OrderAsync("2.0");

        Assert.Equal(UpgradePhase.Trial, reports[^1].Phase);
        Assert.Equal(0, questions);
    }

    private static async Task ShowsWithdrawalAsync(UpgradeBench bench)
    {
        await Eventually.HoldsAsync(
            () => bench.Spm.State.Upgrades.Current?.Phase == UpgradePhase.Withdrawn, () => $"{bench.Journal}, {bench.Fault}");
        Assert.Equal((JournalPhase.Idle, "1.5"), (bench.Journal.Phase, bench.Journal.Current));
        Assert.Null(bench.Journal.FailureOf("2.0", 7));
        Assert.Empty(bench.Spm.Restart.Reasons);
        Assert.Equal("", bench.Fault);
    }
}
