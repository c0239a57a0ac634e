using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>
/// What tests share that change the repository, the server or the keys: a fleet of their own, with one agent. All of it is
/// gone after the test.
/// </summary>
/// <param name="purpose">A word for the name of its folder.</param>
public abstract class OwnFleetTest(string purpose) : IAsyncLifetime
{
    /// <summary>The script of a sub-agent that only waits.</summary>
    protected const string WaitingScript = "exec sleep 1000000\n";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected Fleet Fleet { get; } = new(purpose);

    protected AgentHost Agent { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Fleet.Workshop.InitAsync(Stop);
        await SignAsync(Fleet.Workshop, Fleet.Stage);
        await Fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await Fleet.StartServerAsync(Stop);
        await Fleet.PublishAsync(Stop);
        Agent = await InstallAsync();
        Agent.EditConf(("pingInterval", "500ms"), ("trialPeriod", "1s"), ("heartbeatInterval", "1s"));
    }

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                TestContext.Current.SendDiagnosticMessage(Agent.LogTail());
            if (File.Exists(Agent.Layout.ServiceProgram)) await Agent.ServiceAsync(CancellationToken.None, "uninstall");
            ProcessesWithin.KillAll(Agent.Layout.Root);
        }
        await Fleet.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Signs what the test needs.</summary>
    protected abstract Task SignAsync(ReleaseWorkshop workshop, PackageStage stage);

    /// <summary>Installs the agent.</summary>
    protected virtual Task<AgentHost> InstallAsync() => Fleet.InstallAsync(Stop);
}
