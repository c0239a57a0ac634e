using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Spm.SubAgents;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;

namespace Aops.Spm.Tests.SubAgents;

/// <summary>What a new process does about the sub-agents that are installed, and what its judge is told of it.</summary>
public sealed class SubAgentTakeUpTests
{
    [Fact]
    public async Task InstalledSubAgents_AreTakenUp_AfterTheirProcesses_WithoutANewWish()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        bench.Install("3", new SubAgentRecord
        {
            Applied = SubAgentBench.Wish("3", name: "db") with { Running = false },
        }, "db");

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.State.Health.SubAgentsAdopted);
        Assert.Equal("adopt", bench.Supervisor.Done[0]);
        Assert.Equal(["apply web 1", "hold db 3"], bench.Supervisor.Done.Skip(1).OrderBy(d => d, StringComparer.Ordinal));
        Assert.Empty(bench.Packages.Asked);
        Assert.Equal("1", bench.Spm.State.Floors.Find("web")!.Version);
    }

    [Theory]
    [InlineData("ok", "2", UpgradePhase.Success)]
    [InlineData("sick", "1", UpgradePhase.RolledBack)]
    public async Task ATrialUnderWay_IsJudgedByTheNewProcess(string outcome, string version, UpgradePhase phase)
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Outcome = outcome;
        bench.Install("1");
        bench.Install("2", new SubAgentRecord
        {
            Applied = SubAgentBench.Wish("2"), TrialOf = SubAgentBench.Wish("1"),
            Upgrade = new UpgradeReport { From = "1", To = "2", Phase = UpgradePhase.Trial, At = default },
        });

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Record()!.Upgrade!.Phase == phase);
        Assert.Equal(version, bench.Record()!.Applied.Version);
        // A version that is still on trial has raised no floor.
        await Eventually.HoldsAsync(() => bench.Spm.State.Floors.Find("web")?.Version == (outcome == "ok" ? "2" : null));
    }

    // One that cannot be taken up speaks against the new spm, unless the host is short of something or the slot damaged.
    [Theory]
    [InlineData("refused", false)]
    [InlineData("damaged", true)]
    [InlineData("short", true)]
    public async Task OneThatCannotBeTakenUp_IsTriedAgain_AndToldToTheJudge(string why, bool isAdopted)
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        var spec = Path.Combine(bench.Spm.State.SubAgents.Slot("web", "1"), SubAgentSpec.FileName);
        var whole = await File.ReadAllTextAsync(spec, TestContext.Current.CancellationToken);
        if (why == "damaged") File.Delete(Path.Combine(Path.GetDirectoryName(spec)!, "manifest.json"));
        if (why == "short") bench.Supervisor.Applying = _ => throw new IOException("no space left on device", 28);
        else await File.WriteAllTextAsync(spec, "{}", TestContext.Current.CancellationToken);

        await bench.StartAsync();
        await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait is not null);

        Assert.Equal(isAdopted, bench.Spm.State.Health.SubAgentsAdopted);
        Assert.Contains("sub-agent web: ", bench.Fault, StringComparison.Ordinal);
        Assert.Equal(2, bench.Spm.Clock.NextWait!.Value.TotalSeconds);
        bench.Supervisor.Applying = _ => { };
        await File.WriteAllTextAsync(spec, whole, TestContext.Current.CancellationToken);
        bench.Spm.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => bench.Spm.State.Health.SubAgentsAdopted && bench.Fault == "");
        Assert.Equal("apply web 1", bench.Supervisor.Done[^1]);
    }

    [Fact]
    public async Task OneThatCannotBeTakenUp_HoldsUpNoOther()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        bench.Install("1", name: "db");
        bench.Supervisor.Applying = spec =>
        {
            if (spec.Name == "db") throw new ArithmeticException("a bug");
        };

        await bench.StartAsync();

        await Eventually.HoldsAsync(() => bench.Spm.Clock.NextWait is not null);
        Assert.Equal(["adopt", "apply web 1"], bench.Supervisor.Done);
        Assert.False(bench.Spm.State.Health.SubAgentsAdopted);
    }

    [Fact]
    public async Task AnAction_ReachesAKnownSubAgentOnly()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        await bench.StartAsync();
        await Eventually.HoldsAsync(() => bench.Spm.State.Health.SubAgentsAdopted);
        var cancellation = TestContext.Current.CancellationToken;

        await bench.Service.ActAsync("web", SubAgentAction.Restart, cancellation);
        Assert.Equal("Restart web", bench.Supervisor.Done[^1]);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => bench.Service.ActAsync("db", SubAgentAction.Restart, cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => bench.Service.ActAsync("web", (SubAgentAction)77, cancellation));
        Assert.Equal("Restart web", bench.Supervisor.Done[^1]);
    }

    [Fact]
    public async Task AChangeOfAProcess_IsNews()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        await bench.StartAsync();
        await Eventually.HoldsAsync(() => bench.Spm.State.Health.SubAgentsAdopted);
        bench.Spm.State.News.Clear();
        var news = bench.Spm.State.News.WaitAsync(TestContext.Current.CancellationToken);

        bench.Supervisor.Change("web");

        await news.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
