using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>A test with a machine of its own.</summary>
public abstract class MachineTest : IAsyncLifetime
{
    private BootedAgent? _agent;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected BootedAgent Agent
    {
        get => _agent!;
        set => _agent = value;
    }

    /// <summary>Pid of the sub-agent.</summary>
    private protected int Ticker { get; set; }

    public abstract ValueTask InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_agent is null) return;
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(await Agent.StoryAsync());
        await Agent.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asserts that a sub-agent runs as the user nobody and writes to its own folder.</summary>
    private protected async Task AssertReachesItsOwnAsNobodyAsync()
    {
        var pid = await Agent.RunTickerAsync(Stop, Site.NobodyTicker);

        var user = await Agent.Machine.RunAsync(Stop, "ps", "-o", "user=", "-p", $"{pid}");
        Assert.Equal("nobody", user.Output.Trim());
        await Eventually.HoldsAsync("it wrote to its folder", BootedAgent.Soon,
            () => File.ReadAllText(Agent.Files.Layout.SubAgentLog(Site.NobodyTicker)).StartsWith("started", StringComparison.Ordinal), Stop);
    }
}
