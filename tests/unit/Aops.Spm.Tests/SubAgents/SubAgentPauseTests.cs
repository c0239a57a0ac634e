using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Spm.Desired;
using Aops.Spm.SubAgents;
using Aops.TestSupport;

namespace Aops.Spm.Tests.SubAgents;

/// <summary>A pause that the server asks for.</summary>
public sealed class SubAgentPauseTests
{
    [Fact]
    public async Task APause_StopsAll_AndTheirChangesWaitForItsEnd()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        await bench.StartAsync();
        await Eventually.HoldsAsync(() => bench.Supervisor.Done.Contains("apply web 1"));

        Offer(bench, 2, "layer fleet, revision 2", "2");
        await Eventually.HoldsAsync(() => bench.Service.PausedBy is not null);

        Assert.Equal("layer fleet, revision 2", bench.Service.PausedBy);
        Assert.Equal("pause", bench.Supervisor.Done[^1]);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => bench.Service.ActAsync("web", SubAgentAction.Start, TestContext.Current.CancellationToken));
        Assert.Contains("layer fleet, revision 2", fault.Message, StringComparison.Ordinal);

        Offer(bench, 3, null, "2");
        await Eventually.HoldsAsync(() => bench.Record()!.Upgrade?.Phase == UpgradePhase.Success);

        Assert.Null(bench.Service.PausedBy);
        Assert.Equal(["pause", "resume", "apply web 2"], bench.Supervisor.Done.SkipWhile(done => done != "pause"));
    }

    // Else a version would be blamed for what the pause did to it.
    [Fact]
    public async Task ATrial_IsNotJudgedWithinAPause_AndBeginsAgainAfterIt()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        bench.Outcome = "hangs";
        Offer(bench, 1, null, "2");
        await bench.StartAsync();
        await Eventually.HoldsAsync(() => bench.Supervisor.Done.Contains("apply web 2"));

        Offer(bench, 2, "why", "2");
        await Eventually.HoldsAsync(() => bench.Service.PausedBy is not null);

        Assert.Equal(UpgradePhase.Trial, bench.Record()!.Upgrade!.Phase);
        Assert.Empty(bench.Fault);

        bench.Outcome = "ok";
        Offer(bench, 3, null, "2");
        await Eventually.HoldsAsync(() => bench.Record()!.Upgrade!.Phase == UpgradePhase.Success);
    }

    [Fact]
    public async Task AProcessThatBeginsWithinAPause_StartsNothing()
    {
        var bench = new SubAgentBench();
        await using var disposed = bench;
        bench.Install("1");
        Offer(bench, 1, "why", "1");

        await bench.StartAsync();
        await Eventually.HoldsAsync(() => bench.Service.PausedBy is not null);

        Assert.Equal(["pause", "adopt", "apply web 1", "pause"], bench.Supervisor.Done);
    }

    private static void Offer(SubAgentBench bench, long revision, string? reason, string version) =>
        bench.Spm.State.Desired.Offer(DesiredGate.Check(new DesiredState
        {
            Revision = revision,
            SubAgents = [SubAgentBench.Wish(version)],
            Pause = reason is null ? null : new DesiredPause { Reason = reason },
        }));
}
