using System.Net;
using Aops.Server.Connections;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Server.Tests.Guards;

public sealed class ConnectionGateTests
{
    private static readonly ClientAddress One = ClientAddress.Of(IPAddress.Parse("192.0.2.1"));
    private static readonly ClientAddress Other = ClientAddress.Of(IPAddress.Parse("192.0.2.2"));

    private readonly ManualClock _clock = new();

    [Fact]
    public void SilentConnection_MakesWayForANewerOne()
    {
        var gate = NewGate(max: 2, perAddress: 2);
        var (first, second, third) = (new Connection(), new Connection(), new Connection());
        gate.Enter(first, One);
        gate.Enter(second, Other);

        Assert.NotNull(gate.Enter(third, Other));

        Assert.True(first.IsAborted);
        Assert.False(second.IsAborted);
        Assert.Equal(2, gate.Serving);
    }

    [Fact]
    public void AddressAtItsBound_MakesWayByItself()
    {
        var gate = NewGate(max: 10, perAddress: 2);
        var other = new Connection();
        gate.Enter(other, Other);
        var (first, second) = (new Connection(), new Connection());
        gate.Enter(first, One);
        gate.Enter(second, One);

        Assert.NotNull(gate.Enter(new Connection(), One));

        Assert.True(first.IsAborted);
        Assert.False(other.IsAborted);
    }

    [Fact]
    public void ConnectionWithAToken_Stays_AndTheNewOneIsRefused()
    {
        var gate = NewGate(max: 1, perAddress: 1);
        var proven = new Connection();
        var ticket = gate.Enter(proven, One)!;
        ticket.BeginRequest();
        ticket.Prove("agent");
        ticket.EndRequest();

        Assert.Null(gate.Enter(new Connection(), Other));

        Assert.False(proven.IsAborted);
    }

    [Fact]
    public void RequestUnderWay_Stays_AndMakesWayOnceItEnded()
    {
        var gate = NewGate(max: 1, perAddress: 1);
        var busy = new Connection();
        var ticket = gate.Enter(busy, One)!;
        ticket.BeginRequest();
        Assert.Null(gate.Enter(new Connection(), Other));

        ticket.EndRequest();

        Assert.NotNull(gate.Enter(new Connection(), Other));
        Assert.True(busy.IsAborted);
    }

    [Fact]
    public void OneSender_HasFewConnectionsThatStay()
    {
        const int max = ServerLimits.ProvenConnectionsMax + 1;
        var gate = NewGate(max, perAddress: max);
        var connections = Enumerable.Range(0, max).Select(_ => new Connection()).ToList();
        foreach (var connection in connections)
        {
            var ticket = gate.Enter(connection, One)!;
            ticket.BeginRequest();
            ticket.Prove("agent");
            ticket.EndRequest();
        }

        Assert.NotNull(gate.Enter(new Connection(), Other));

        Assert.True(Assert.Single(connections, connection => connection.IsAborted) == connections[^1]);
    }

    [Fact]
    public async Task ClosingConnections_HoldUpTheNext_UntilTheyAreGone()
    {
        var gate = NewGate(max: 1, perAddress: 1, closing: 1);
        var first = gate.Enter(new Connection(), One);
        gate.Enter(new Connection(), One);

        var room = gate.WaitForRoomAsync(CancellationToken.None);
        Assert.False(room.IsCompleted);
        gate.Leave(first);

        await room;
    }

    [Fact]
    public void SilentConnection_IsClosedInTime()
    {
        var gate = NewGate(max: 10, perAddress: 10);
        var (silent, busy) = (new Connection(), new Connection());
        gate.Enter(silent, One);
        gate.Enter(busy, One)!.BeginRequest();

        _clock.Advance(ServerLimits.FirstRequestDeadline);
        gate.CloseSilent();

        Assert.True(silent.IsAborted);
        Assert.False(busy.IsAborted);
        Assert.Equal(1, gate.Serving);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(400)]
    [InlineData(65_536)]
    [InlineData(1_048_576)]
    public void Plan_NeverGivesOutMoreThanThereIs(int descriptors)
    {
        var plan = DescriptorPlan.Of(descriptors, perAddress: null);

        Assert.InRange(plan.ConnectionsMax + plan.ClosingMax + plan.FilesMax, 1, descriptors - ServerLimits.DescriptorsReserved);
        Assert.InRange(plan.PerAddressMax, 1, plan.ConnectionsMax);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_AreOneByTheirPrefix(string one, string other, bool same) =>
        Assert.Equal(same, ClientAddress.Of(IPAddress.Parse(one)) == ClientAddress.Of(IPAddress.Parse(other)));

    private ConnectionGate NewGate(int max, int perAddress, int closing = 100) => new(
        new DescriptorPlan(1000, max, closing, 10, perAddress), _clock,
        new RefusalLog(_clock, NullLogger<RefusalLog>.Instance));

    private sealed class Connection : DefaultConnectionContext
    {
        public bool IsAborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }
}
