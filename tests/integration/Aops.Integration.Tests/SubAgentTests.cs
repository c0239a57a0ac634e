using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

public sealed class SubAgentTests(FleetFixture fixture) : AgentTest(fixture)
{
    private string Log => File.ReadAllText(Agent.Layout.SubAgentLog(FleetFixture.Ticker));

    [Fact]
    public async Task Killed_IsStartedAgain()
    {
        var before = await RunTickerAsync();

        Signal.Send(before, Signal.SIGKILL);

        var after = await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop, s => s.Pid != before);
        Assert.Equal(1, after.Restarts);
        Assert.Equal("signal 9 (SIGKILL)", after.LastExit);
    }

    [Fact]
    public async Task ChangedEnvironment_RestartsItWithTheNewOne()
    {
        var before = await RunTickerAsync(greeting: "hello");

        await OrderTickerAsync("1.0.0", "good evening");

        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop, s => s.Pid != before);
        await Eventually.HoldsAsync("the log shows it", Soon, () => Log.Contains("GREETING=good evening"), Stop);
    }

    [Fact]
    public async Task NewVersion_IsInstalledAndRun()
    {
        var before = await RunTickerAsync("1.0.0");

        var after = await RunTickerAsync("2.0.0");

        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task NotWanted_IsStopped_AndStartedWhenWantedAgain()
    {
        await RunTickerAsync();

        await OrderTickerAsync("1.0.0", "hello", running: false);

        await Agent.WaitForAsync(Role.Spm, "the ticker is stopped",
            s => s.SubAgents.Any(a => a is { Name: FleetFixture.Ticker, State: ProcessState.Stopped }), Soon, Stop);
        await RunTickerAsync();
    }

    [Fact]
    public async Task LeftOut_IsUninstalled()
    {
        var pid = await RunTickerAsync();

        await Fleet.OrderSubAgentsAsync(Agent, [], Stop);

        await Agent.WaitForAsync(Role.Spm, "the ticker is gone", s => s.SubAgents.Count == 0, Soon, Stop);
        await Eventually.HoldsAsync("its folder is gone", Soon,
            () => !Directory.Exists(Agent.Layout.SubAgent(FleetFixture.Ticker)), Stop);
        Assert.Null(ProcessIdentity.TryRead(pid));
    }

    [Fact]
    public async Task DeadWhileSpmWasDead_IsStartedAgain()
    {
        var before = await RunTickerAsync();
        var spm = Agent.SendTo(Role.Spm, Signal.SIGSTOP);
        Signal.Send(before, Signal.SIGKILL);
        Signals.Send(spm, Signal.SIGKILL);

        var after = await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop, s => s.Pid != before);

        Assert.NotEqual(before, after.Pid);
    }

    [Fact]
    public async Task SpmTerminatedWithTheStopMarker_EndsAfterASlowSubAgent()
    {
        var ticker = ProcessIdentity.TryRead(await RunTickerAsync())!.Value;
        // Deaf to SIGTERM: it ends by the SIGKILL that follows its stop deadline.
        Signal.Send(ticker.Pid, Signal.SIGSTOP);
        await File.WriteAllTextAsync(Agent.Layout.StopMarker, "", Stop);

        var spm = Agent.SendTo(Role.Spm, Signal.SIGTERM);

        await Eventually.HoldsAsync("spm has ended", Soon, () => !spm.IsAlive, Stop);
        Assert.False(ticker.IsAlive);
    }

    [Fact]
    public async Task HostMetrics_ReportsToTheServer()
    {
        await Fleet.OrderSubAgentsAsync(Agent,
            [new() { ["name"] = Fleet.OwnSubAgent, ["version"] = "1.0.0" }], Stop);

        var status = await Agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Soon, Stop, s => s.Report is not null);

        Assert.Equal("1.0.0", status.Version);
    }
}
