using Aops.Contracts.Wire;
using Aops.TestSupport;

namespace Aops.Spm.Tests.SubAgents;

/// <summary>A version of a sub-agent that the server takes back before the switch.</summary>
public sealed class SubAgentWithdrawalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Withdrawal_LeavesWhatRuns(bool isDuringTheDownload)
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        void Withdraw() => bench.Want(SubAgentBench.Wish("1"));
        var fetch = bench.Packages.Fetch;
        bench.Packages.Fetch = (version, slot) =>
        {
            fetch(version, slot);
            if (isDuringTheDownload) Withdraw();
        };
        bench.Spm.LastWord = () =>
        {
            Withdraw();
            return true;
        };
        bench.Want(SubAgentBench.Wish("2"));

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Service.Snapshot().Any(s => s.Upgrade?.Phase == UpgradePhase.Withdrawn));
        Assert.Equal("1", bench.Record()!.Applied.Version);
        Assert.Empty(bench.Record()!.Failed);
        Assert.DoesNotContain("apply web 2", bench.Supervisor.Done);
        Assert.Equal("", bench.Fault);
    }

    [Fact]
    public async Task AChangeOfVariables_IsCarriedOutWithoutAQuestion()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        var questions = 0;
        bench.Spm.LastWord = () => ++questions > 0;
        bench.Want(SubAgentBench.Wish("1") with { Env = new Dictionary<string, string> { ["A"] = "b" } });

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Record()!.Applied.Env.Count == 1);
        Assert.Equal(0, questions);
    }
}
