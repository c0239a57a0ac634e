using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>What tests with an agent of their own share. The agent is uninstalled after the test.</summary>
public abstract class AgentTest(FleetFixture fixture) : IAsyncLifetime
{
    /// <summary>Longest wait for anything that is expected to take a second or two.</summary>
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for an upgrade with its trial.</summary>
    protected static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(120);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected Fleet Fleet => fixture.Fleet;

    protected AgentHost Agent { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Agent = await Fleet.InstallAsync(Stop);
        Agent.EditConf(
            ("pingInterval", "500ms"), ("pingTimeout", "2s"), ("trialPeriod", "3s"), ("heartbeatInterval", "1s"));
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(Agent.LogTail());
        if (File.Exists(Agent.Layout.ServiceProgram)) await Agent.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(Agent.Layout.Root);
        GC.SuppressFinalize(this);
    }

    protected async Task<int> RunTickerAsync(string version = "1.0.0", string greeting = "hello")
    {
        await OrderTickerAsync(version, greeting);
        return (await Agent.WaitForSubAgentAsync(
            FleetFixture.Ticker, Soon, Stop, s => s.Version == version)).Pid!.Value;
    }

    protected Task OrderTickerAsync(string version, string greeting, bool running = true) =>
        Fleet.OrderSubAgentsAsync(Agent,
        [
            new()
            {
                ["name"] = FleetFixture.Ticker,
                ["version"] = version,
                ["running"] = running,
                ["env"] = new JsonObject { ["GREETING"] = greeting },
            },
        ], Stop);

    protected async Task AssertTickerIsAsync(int pid) =>
        Assert.Equal(pid, (await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop)).Pid);

    protected Task<StatusReply> WaitForCommitAsync(string version) =>
        Agent.WaitForAsync(Role.Spm, $"{version} is committed",
            s => s.Agent.Version == version && s.Agent.SpaVersion == version
                && s.Agent.Upgrade?.Phase == UpgradePhase.Success,
            UpgradeTime, Stop);

    protected Task<StatusReply> WaitForRollbackAsync(string version, string left = PublishedPrograms.First) =>
        Agent.WaitForAsync(Role.Spm, $"{version} is rolled back",
            s => s.Agent.Version == left && s.Agent.Upgrade?.To == version
                && s.Agent.Upgrade.Phase == UpgradePhase.RolledBack,
            UpgradeTime, Stop);

    protected async Task AssertOneOfEachAsync()
    {
        await Agent.WaitForPairAsync(Soon, Stop);
        var programs = ProcessesWithin.Find(Agent.Layout.Root).Select(ProcessesWithin.Describe).ToList();
        Assert.Single(programs, p => p.EndsWith("/" + Role.Spm.ProgramName(), StringComparison.Ordinal));
        Assert.Single(programs, p => p.EndsWith("/" + Role.Spa.ProgramName(), StringComparison.Ordinal));
    }
}
