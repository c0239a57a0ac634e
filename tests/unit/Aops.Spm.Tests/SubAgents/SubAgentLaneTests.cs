using Aops.Contracts.Wire;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Aops.Upgrade.Downgrades;

namespace Aops.Spm.Tests.SubAgents;

/// <summary>The lane of a sub-agent: what is tried, what a failure leaves, and the pause after it.</summary>
public sealed class SubAgentLaneTests
{
    [Theory]
    [InlineData("ok:-")]
    [InlineData("down:2 fetch:4 disk:8 bug:16 old:32 ok:-")]
    [InlineData("down:2 down:4 down:8 down:16 down:32 down:64 down:128 down:256 down:300 down:300 ok:-")]
    // Another desired state is tried at once, and begins with the first pause.
    [InlineData("down:2 down:4 new down:2 ok:-")]
    // What another try would not change waits for another order.
    [InlineData("hostile:-")]
    [InlineData("sick:-")]
    public async Task Tries_ArePausedAfter(string row)
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");

        Assert.Equal(row, await bench.PlayAsync(row));
    }

    [Theory]
    // outcome -> the version that holds, the phase, what was applied after the start, the fault
    [InlineData("ok", "2", UpgradePhase.Success, "apply web 2", "")]
    [InlineData("permitted", "2", UpgradePhase.Success, "apply web 2", "")]
    [InlineData("sick", "1", UpgradePhase.RolledBack, "apply web 2, apply web 1", "")]
    [InlineData("hostile", "1", UpgradePhase.Failed, "", "it climbs out of its folder; not tried again until it is ordered")]
    [InlineData("down", "1", null, "", "sub-agent web: the repository is away; tried again within minutes")]
    [InlineData("fetch", "1", null, "", "the connection was lost; tried again within minutes")]
    [InlineData("old", "1", null, "", "no signed permission lets this host go back; nothing was changed")]
    [InlineData("bug", "1", null, "", "a bug (a bug; the log shows where); tried again within minutes")]
    public async Task AnUpgrade_Leaves(string outcome, string version, UpgradePhase? phase, string done, string fault)
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");

        await bench.PlayAsync(outcome);

        var record = bench.Record()!;
        Assert.Equal((version, phase), (record.Applied.Version, record.Upgrade?.Phase));
        await Eventually.HoldsAsync(
            () => string.Join(", ", bench.Supervisor.Done.Skip(2)) == done, () => string.Join(", ", bench.Supervisor.Done));
        await Eventually.HoldsAsync(
            () => fault.Length == 0 ? bench.Fault == "" : bench.Fault.Contains(fault, StringComparison.Ordinal),
            () => bench.Fault);
        Assert.Equal(outcome is "sick" or "hostile", record.HasFailed(SubAgentBench.Wish("2")));
    }

    [Theory]
    [InlineData("sick", "web 2 died 3 times; 1 runs again; it is not tried again")]
    [InlineData("hostile", null)]
    public async Task AVersionThatFailed_IsTold_AndTriedAgainUnderAnotherOrderOnly(string outcome, string? trialFault)
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        await bench.PlayAsync(outcome);
        var asked = bench.Packages.Asked.Count;
        await Eventually.HoldsAsync(() => trialFault is null || bench.Service.TrialFaults().Count > 0);
        Assert.Contains(trialFault ?? "", string.Join('|', bench.Service.TrialFaults()), StringComparison.Ordinal);

        // The same wish again, beside one that shows that the plan was made.
        bench.Outcome = "ok";
        bench.Want(SubAgentBench.Wish("2"), SubAgentBench.Wish("1", name: "db"));
        await Eventually.HoldsAsync(() => bench.Record("db")?.Upgrade?.Phase == UpgradePhase.Success);
        Assert.Equal(asked + 2, bench.Packages.Asked.Count);
        Assert.Equal("1", bench.Record()!.Applied.Version);

        bench.Want(SubAgentBench.Wish("2", generation: 8), SubAgentBench.Wish("1", name: "db"));
        await Eventually.HoldsAsync(() => bench.Record()!.Upgrade?.Phase == UpgradePhase.Success);
        Assert.Equal("2", bench.Record()!.Applied.Version);
        await Eventually.HoldsAsync(() => bench.Fault == "" && bench.Service.TrialFaults().Count == 0);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("hangs")]
    public async Task ALaneThatFailsOrHangs_HoldsUpNoOther(string outcome)
    {
        await using var bench = await new SubAgentBench().StartAsync();
        bench.Packages.Find = version => version == "2" && outcome == "down"
            ? throw new Releases.FetchException("the repository is away")
            : new Aops.Upgrade.Downgrades.ReleaseFacts();
        bench.Outcome = outcome;

        bench.Want(SubAgentBench.Wish("2"), SubAgentBench.Wish("1", name: "db"));

        await Eventually.HoldsAsync(() => bench.Record("db")?.Upgrade?.Phase == UpgradePhase.Success);
        Assert.NotEqual(UpgradePhase.Success, bench.Record()?.Upgrade?.Phase);
    }

    [Fact]
    public async Task AFirstVersionThatIsSick_Stays_AndIsSupervised()
    {
        await using var bench = new SubAgentBench();

        Assert.Equal("sick:-", await bench.PlayAsync("sick:-"));

        Assert.Equal(("2", UpgradePhase.Failed), (bench.Record()!.Applied.Version, bench.Record()!.Upgrade!.Phase));
        Assert.Equal(["adopt", "apply web 2"], bench.Supervisor.Done);
    }

    [Fact]
    public async Task AChangeWithoutEffect_IsNotRepeatedAtOnce()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        bench.Outcome = "undone";
        bench.Want(SubAgentBench.Wish("1") with { Running = false });

        await bench.StartAsync();

        // Twice at once, as the first success may have been of an older plan; then with pauses that grow.
        Assert.Equal(TimeSpan.FromSeconds(2), await bench.PauseAsync());
        Assert.Equal(2, bench.Supervisor.Done.Count(d => d == "hold web 1"));
        await bench.PassPauseAsync();
        Assert.Equal(TimeSpan.FromSeconds(4), await bench.PauseAsync());
        Assert.Contains("it is still not as wanted", bench.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneThatIsNotNamedAnyMore_IsRemoved_AndItsFaultEnds()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        await bench.PlayAsync("down");

        bench.Want();

        await Eventually.HoldsAsync(() => bench.Record() is null && bench.Fault == "");
        Assert.Equal("remove web", bench.Supervisor.Done[^1]);
    }

    [Fact]
    public async Task AnUpgrade_KeepsTheVersionBefore_AndDeletesOlderOnes()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("0");
        bench.Install("1");

        await bench.PlayAsync("ok");

        // It is told once all is done.
        await Eventually.HoldsAsync(() => bench.Service.Snapshot()[0].Upgrade?.Phase == UpgradePhase.Success);
        Assert.False(bench.Spm.State.SubAgents.HasSlot("web", "0"));
        Assert.True(bench.Spm.State.SubAgents.HasSlot("web", "1"));
        Assert.Equal("2", bench.Spm.State.Floors.Find("web")!.Version);
    }
}
