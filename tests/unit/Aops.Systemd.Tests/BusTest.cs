namespace Aops.Systemd.Tests;

/// <summary>A test with a bus, a systemd on it, and commands beside.</summary>
public abstract class BusTest : IDisposable
{
    private protected const string Unit = "aops-agent-x.service";

    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private SystemdClient? _client;

    protected BusTest()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, "dbus-daemon is not installed");
        Broker = new BrokerProcess();
        Systemd = new FakeSystemd(Broker.Address);
    }

    private protected BrokerProcess Broker { get; }

    private protected FakeSystemd Systemd { get; }

    private protected FakeCommands Commands { get; } = new();

    private protected SystemdClient Client => _client ??= new SystemdClient(Commands.Options(Broker.Address));

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _client?.Dispose();
        Systemd.Dispose();
        Broker.Dispose();
        Commands.Dispose();
    }
}
