using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Spm.Connections;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests;

/// <summary>The connection in force over restarts: each open stands for a process that was killed before it.</summary>
public sealed class ServerConnectionsTests : IDisposable
{
    private const string Old = "https://old:7443/";
    private const string New = "https://new:7443/";

    private static readonly Identity Me = new() { AgentId = "me", AgentToken = "t", MachineId = "aa" };

    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-connections-").FullName);
    private readonly ShiftedTime _time = new();
    private readonly ActiveFaults _faults = new();
    private readonly List<SettingsWatcher> _watchers = [];
    private readonly string _authority = MakeAuthority();

    public ServerConnectionsTests()
    {
        Directory.CreateDirectory(_layout.State);
        Directory.CreateDirectory(Path.GetDirectoryName(_layout.TrustCa)!);
        File.WriteAllText(_layout.TrustCa, _authority);
        Edit(Old);
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
        Directory.Delete(_layout.Root, recursive: true);
    }

    private static string MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddYears(1));
        return certificate.ExportCertificatePem() + "\n";
    }

    private void Edit(string server, string more = "") =>
        File.WriteAllText(_layout.Conf, $"heartbeatSrv: {server.TrimEnd('/')}\n{more}");

    private ServerConnections Open()
    {
        var settings = new SettingsWatcher(_layout, NullLogger<SettingsWatcher>.Instance);
        _watchers.Add(settings);
        return new ServerConnections(
            _layout, settings, new(), _faults, _time, NullLogger<ServerConnections>.Instance);
    }

    private ServerConnections Prove()
    {
        var connections = Open();
        connections.Apply(new ConnectionEvent.Accepted(connections.For(Me)!));
        return connections;
    }

    private static ConnectionEvent.Asked OldOnly { get; } =
        new(new WitnessOutcome.Accepted(), new WitnessOutcome.Unreachable("dead"));

    private string? Server(ServerConnections connections) => connections.For(Me)?.Server.ToString();

    [Fact]
    public void FreshHost_UsesWhatItsFilesSay_AndNothingIsKeptBeforeTheFirstAcceptance()
    {
        Assert.Equal(Old, Server(Open()));
        Assert.False(File.Exists(_layout.Connection));
        Edit(New);
        Assert.Equal(New, Server(Open()));
    }

    [Fact]
    public void EditWhileItIsDown_GoesOnProbation_AndReturns_AlsoOverKills()
    {
        Prove();
        Edit(New);

        Assert.Equal(New, Server(Open()));
        _time.Advance(TimeSpan.FromHours(1));
        var judged = Open();
        Assert.Equal(ConnectionActions.Ask, judged.Apply(new ConnectionEvent.Tick()));
        judged.Apply(OldOnly);

        var after = Open();
        Assert.Equal(Old, Server(after));
        Assert.Equal(ConnectionState.Returned, after.Record.State);
        Assert.Contains(New.TrimEnd('/'), Assert.Single(_faults.All), StringComparison.Ordinal);
        Assert.Contains("dead", Assert.Single(_faults.All), StringComparison.Ordinal);
        var report = ConnectionText.Report(after.Record, after.Current);
        Assert.Equal((Old.TrimEnd('/'), New.TrimEnd('/')), (report.Server, report.Wanted));
    }

    [Fact]
    public void EditThatIsAccepted_IsProven_AndClearsTheFault()
    {
        var connections = Prove();
        Edit(New);
        var probation = Open();
        probation.Apply(new ConnectionEvent.Accepted(probation.For(Me)!));

        Assert.Equal(ConnectionState.Proven, Open().Record.State);
        Assert.Empty(_faults.All);
        Assert.NotNull(connections);
    }

    [Fact]
    public void AnotherIdentity_TriesWhatItsFilesSay()
    {
        Prove();
        Edit(New);

        var connections = Open();
        var mine = connections.For(Me with { AgentToken = "another" });

        Assert.Equal(New, mine!.Server.ToString());
        Assert.Equal(ConnectionState.Probation, connections.Record.State);
    }

    [Fact]
    public void CloneOfAHostThatHasMoved_ReturnsToWhereItWasGivenItsIdentity()
    {
        var connections = Prove();
        var moved = connections.Current! with { Server = new Uri(New) };
        connections.Apply(new ConnectionEvent.Signed(2, moved));
        connections.Apply(new ConnectionEvent.Accepted(moved));

        var clone = Open();
        Assert.Equal(Old, clone.For(Me with { AgentId = "clone" })!.Server.ToString());
        _time.Advance(TimeSpan.FromHours(1));
        clone.Apply(OldOnly);

        Assert.Equal(New, clone.For(Me with { AgentId = "clone" })!.Server.ToString());
    }

    [Fact]
    public void AnotherIdentity_OverTheProvenConnection_StaysThere()
    {
        Prove();

        var connections = Open();
        connections.For(Me with { AgentToken = "another" });

        Assert.Equal(ConnectionState.Proven, connections.Record.State);
    }

    [Fact]
    public void SettingsThatAreRefused_LeaveTheProvenServer()
    {
        Prove();
        File.WriteAllText(_layout.Conf, "heartbeatSrv: [\n");

        Assert.Equal(Old, Server(Open()));
    }

    [Fact]
    public void ServerThatWasTakenOut_LeavesTheProvenOne()
    {
        Prove();
        File.WriteAllText(_layout.Conf, "logLevel: info\n");

        Assert.Equal(Old, Server(Open()));
    }

    [Fact]
    public void AuthorityThatWasDeleted_IsNotReplacedByTheSystems()
    {
        Prove();
        File.Delete(_layout.TrustCa);

        Assert.Equal(_authority, Open().For(Me)!.Authority);
    }

    [Fact]
    public void AuthorityThatCannotBeRead_EndsTrust()
    {
        Prove();
        File.WriteAllText(_layout.TrustCa, "nothing");
        var connections = Open();

        Assert.Null(connections.For(Me));
        Assert.Contains("no server is trusted", Assert.Single(_faults.All), StringComparison.Ordinal);
        File.WriteAllText(_layout.TrustCa, _authority);
        Assert.NotNull(connections.For(Me));
        Assert.Empty(_faults.All);
    }

    [Fact]
    public void SignedAuthority_IsWrittenOnceAccepted_AndAKillInBetweenIsNoEdit()
    {
        var connections = Prove();
        var both = _authority + MakeAuthority();
        var candidate = connections.Current! with { Authority = both };
        connections.Apply(new ConnectionEvent.Signed(1, candidate));
        Assert.Equal(_authority, File.ReadAllText(_layout.TrustCa));

        Assert.Equal(ConnectionActions.WriteAuthority, connections.Apply(new ConnectionEvent.Accepted(candidate)));
        var killed = Open();

        Assert.Equal(both, killed.For(Me)!.Authority);
        Assert.Equal(ConnectionActions.WriteAuthority, killed.Apply(new ConnectionEvent.Tick()));
        File.WriteAllText(_layout.TrustCa, both);
        // Killed after the file was written, before that was noted.
        var again = Open();
        again.ReadFiles();
        Assert.Equal(ConnectionState.Proven, again.Record.State);
        again.Apply(new ConnectionEvent.AuthorityWritten());
        again.ReadFiles();
        Assert.Equal((ConnectionState.Proven, 1L), (again.Record.State, again.Record.Generation));
    }

    [Fact]
    public void FailedGeneration_IsAFault_AndIsReported()
    {
        var connections = Prove();
        connections.Apply(new ConnectionEvent.Signed(4, connections.Current! with { Server = new Uri(New) }));
        _time.Advance(TimeSpan.FromHours(1));
        connections.Apply(OldOnly);

        var report = ConnectionText.Report(connections.Record, connections.Current);
        Assert.Equal((4L, "dead", Old.TrimEnd('/')), (report.FailedGeneration!.Value, report.Reason, report.Server));
        Assert.Contains("generation 4", Assert.Single(_faults.All), StringComparison.Ordinal);
    }

    [Fact]
    public void PasswordOfAProxy_IsNotReported()
    {
        Edit(Old, "proxy: http://user:secret@proxy:3128\n");
        var connections = Prove();

        var report = ConnectionText.Report(connections.Record, connections.Current);

        Assert.DoesNotContain("secret", report.Proxy, StringComparison.Ordinal);
    }

    [Fact]
    public void AuthorityThatEndsSoon_IsAFault()
    {
        Prove();
        _time.Advance(TimeSpan.FromDays(340));

        Open().ReadFiles();

        Assert.Contains("ends on", Assert.Single(_faults.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hints_AreABoundedReasonToLook()
    {
        var connections = Prove();
        var hints = new AuthorityHints(connections, _time);
        var looks = 0;
        for (var generation = 1; generation <= 100; generation++)
        {
            hints.Offer(generation);
            if (await IsRaisedAsync(hints)) looks++;
        }
        Assert.Equal(Limits.FleetLooksMax, looks);
        _time.Advance(TimeSpan.FromSeconds(Limits.FleetLookSeconds));
        hints.Offer(200);
        Assert.True(await IsRaisedAsync(hints));
        hints.MarkLookedAt(200);
        _time.Advance(TimeSpan.FromDays(1));
        hints.Offer(200);
        hints.Offer(null);
        Assert.False(await IsRaisedAsync(hints));
    }

    private static async Task<bool> IsRaisedAsync(AuthorityHints hints)
    {
        using var limit = new CancellationTokenSource();
        var waiting = hints.WaitAsync(TimeSpan.FromDays(1), limit.Token);
        var raised = waiting.IsCompleted || await Task.WhenAny(waiting, Task.Delay(20)) == waiting;
        await limit.CancelAsync();
        return raised;
    }

    private sealed class ShiftedTime : TimeProvider
    {
        private TimeSpan _shift;

        public void Advance(TimeSpan time) => _shift += time;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => GetUtcNow().Ticks;
    }
}
