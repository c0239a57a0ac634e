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
}
