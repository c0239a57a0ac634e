using Aops.Native;
using Aops.Native.Systemd;

namespace Aops.Systemd.Tests;

public sealed class SdBusTests
{
    private const string Broker = "org.freedesktop.DBus";
    private const string BrokerPath = "/org/freedesktop/DBus";
    private const string NoBroker = "dbus-daemon is not installed";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public void Call_AnswersAreRead()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, NoBroker);
        using var broker = new BrokerProcess();
        using var bus = SdBus.OpenBroker(broker.Address);

        using var names = Ask(bus, "ListNames", _ => { });
        var found = new List<string>();
        Assert.True(names.Enter('a', "s"));
        // The broker itself, and this connection.
        for (var i = 0; i < 2; i++) found.Add(names.ReadString());

        Assert.Contains(Broker, found);
        using var user = Ask(bus, "GetConnectionUnixUser", m => m.Append(Broker));
        Assert.Equal(CurrentUser.EffectiveId, user.ReadUInt32());
        using var owned = Ask(bus, "NameHasOwner", m => m.Append("org.example.nobody"));
        Assert.False(owned.ReadBool());
    }

    [Fact]
    public void Call_ErrorsKeepTheirNameAndText()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, NoBroker);
        using var broker = new BrokerProcess();
        using var bus = SdBus.OpenBroker(broker.Address);

        var error = Assert.Throws<SdBusException>(() =>
            Ask(bus, "GetNameOwner", m => m.Append("org.example.nobody")));

        Assert.Equal("org.freedesktop.DBus.Error.NameHasNoOwner", error.Name);
        Assert.Contains("GetNameOwner", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsDisconnected);
    }

    [Fact]
    public void Signals_ThatComeDuringACall_AreKept()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, NoBroker);
        using var broker = new BrokerProcess();
        using var bus = SdBus.OpenBroker(broker.Address);
        Ask(bus, "AddMatch", m => m.Append("type='signal',member='NameOwnerChanged'")).Dispose();

        Ask(bus, "RequestName", m => m.Append("org.example.aops").Append(0u)).Dispose();

        while (true)
        {
            using var signal = bus.Next(Soon);
            Assert.NotNull(signal);
            if (!signal.IsSignal(Broker, "NameOwnerChanged") || signal.ReadString() != "org.example.aops") continue;
            Assert.Equal(BrokerPath, signal.Path);
            return;
        }
    }

    [Fact]
    public void Next_ReturnsAfterItsTime()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, NoBroker);
        using var broker = new BrokerProcess();
        using var bus = SdBus.OpenBroker(broker.Address);
        while (bus.Next(TimeSpan.FromMilliseconds(50)) is { } greeting) greeting.Dispose();

        Assert.Null(bus.Next(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void LostConnection_IsToldAsOne()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, NoBroker);
        using var broker = new BrokerProcess();
        using var bus = SdBus.OpenBroker(broker.Address);
        Ask(bus, "ListNames", _ => { }).Dispose();

        broker.Kill();

        var error = Assert.Throws<SdBusException>(() => Ask(bus, "ListNames", _ => { }));
        Assert.True(error.IsDisconnected, error.Message);
    }

    [Fact]
    public void NobodyListens_IsToldWithTheAddress()
    {
        var error = Assert.Throws<SdBusException>(() => SdBus.OpenPeer("/nowhere/private"));

        Assert.Contains("/nowhere/private", error.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ENOENT, error.Errno);
    }

    private static SdBusMessage Ask(SdBus bus, string member, Action<SdBusMessage> append)
    {
        var call = bus.NewCall(Broker, BrokerPath, Broker, member);
        append(call);
        return bus.Call(call, member, Soon);
    }
}
