using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd;

namespace Aops.Booted.Tests;

/// <summary>A test with a machine of its own, on which the agent is installed and runs a sub-agent.</summary>
public abstract class BootedTest(Site site) : IAsyncLifetime
{
    private BootedAgent? _agent;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected BootedAgent Agent => _agent!;

    /// <summary>Pid of the sub-agent.</summary>
    private protected int Ticker { get; private set; }

    public virtual async ValueTask InitializeAsync()
    {
        site.RequireMachines();
        _agent = await BootedAgent.BootAsync(site, Stop);
        await Agent.InstallAsync(Stop);
        Ticker = await Agent.RunTickerAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is null) return;
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(await Agent.StoryAsync());
        await Agent.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does something to a half, and waits until another process is the main one of its unit.</summary>
    private protected async Task ReplaceAsync(Role role, Func<Task> harm)
    {
        var before = await Agent.MainPidAsync(role, Stop);
        Assert.NotEqual(0, before);
        await harm();
        await Eventually.GetAsync($"{UnitNames.Of(role)} has another main process than {before}", BootedAgent.Soon,
            async token => await Agent.MainPidAsync(role, token) is > 0 and var now && now != before ? "" : null, Stop);
        await AssertHealthyAsync();
    }

    /// <summary>Both units run, all is healthy, and the sub-agent has noticed nothing.</summary>
    private protected async Task AssertHealthyAsync()
    {
        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal(Ticker, await Agent.TickerPidAsync(Stop));
    }
}
