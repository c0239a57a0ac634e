using System.Diagnostics;
using Aops.Systemd.Bus;
using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Tests;

public sealed class BusConnectionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public void Call_AnswersAreRead()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, "dbus-daemon is not installed");
        using var broker = new BrokerProcess();
        using var bus = BusConnection.Open(broker.Address, Soon);

        Assert.Equal(BusNames.Broker, bus.Call(
            BusCall.OfBroker("GetNameOwner", BusNames.Broker), static (m, _) => m.GetBodyReader().ReadString(), Soon));
    }

    [Fact]
    public void Call_ErrorsKeepTheirNameAndText()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, "dbus-daemon is not installed");
        using var broker = new BrokerProcess();
        using var bus = BusConnection.Open(broker.Address, Soon);

        var error = Assert.Throws<SystemdException>(() =>
            bus.Call(BusCall.OfBroker("AddMatch", "nonsense"), BusReaders.Nothing, Soon));

        Assert.Equal("org.freedesktop.DBus.Error.MatchRuleInvalid", error.Name);
        Assert.Contains("AddMatch", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsDisconnected);
    }

    [Fact]
    public void Call_NobodyOnTheBus_IsDisconnected_AndNobodyIsActivated()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, "dbus-daemon is not installed");
        using var broker = new BrokerProcess();
        using var bus = BusConnection.Open(broker.Address, Soon);

        var error = Assert.Throws<SystemdException>(() => bus.Call(BusCall.OfManager("Reload"), BusReaders.Nothing, Soon));

        Assert.True(error.IsDisconnected, error.Message);
    }

    [Fact]
    public void LostConnection_IsToldAsOne()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, "dbus-daemon is not installed");
        using var broker = new BrokerProcess();
        using var bus = BusConnection.Open(broker.Address, Soon);

        broker.Kill();

        Assert.Null(bus.Signals.Take(Soon, out var isLost));
        Assert.True(isLost);
        var error = Assert.Throws<SystemdException>(() =>
            bus.Call(BusCall.OfBroker("GetNameOwner", BusNames.Broker), BusReaders.Nothing, Soon));
        Assert.True(error.IsDisconnected, error.Message);
    }

    [Theory]
    [InlineData("unix:path=/nowhere/bus")]
    [InlineData("unix:path=/run/systemd/private")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void NobodyListens_IsToldWithTheAddress(string address)
    {
        var error = Assert.Throws<SystemdException>(() => BusConnection.Open(address, Soon));

        Assert.Contains(address, error.Message, StringComparison.Ordinal);
        Assert.True(error.IsDisconnected);
    }

    [Fact]
    public void BusThatNeverAnswers_IsGivenUpInTime()
    {
        using var silent = new SilentBus();
        var clock = Stopwatch.StartNew();

        var error = Assert.Throws<SystemdException>(() =>
            BusConnection.Open(silent.Address, TimeSpan.FromMilliseconds(300)));

        Assert.True(error is { IsDisconnected: true, IsTimeout: true });
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.25, 5);
    }

    [Fact]
    public void Signals_AreBounded_AndTheLossIsTold()
    {
        var signals = new SignalQueue();
        for (var i = 0; i < SignalQueue.SignalsMax + 1; i++) signals.Add(new BusSignal.UnitChanged($"/{i}"));

        var first = signals.Take(TimeSpan.Zero, out var isLost);
        Assert.Equal(new BusSignal.UnitChanged("/1"), first);
        Assert.False(isLost);
        for (var i = 1; i < SignalQueue.SignalsMax; i++) Assert.NotNull(signals.Take(TimeSpan.Zero, out _));
        Assert.Null(signals.Take(Soon, out isLost));
        Assert.True(isLost);
        Assert.Null(signals.Take(TimeSpan.FromMilliseconds(30), out isLost));
        Assert.False(isLost);
    }

    [Fact]
    public async Task Signals_OfOthers_AreNotBelieved()
    {
        Assert.SkipUnless(BrokerProcess.IsThere, "dbus-daemon is not installed");
        using var broker = new BrokerProcess();
        using var systemd = new FakeSystemd(broker.Address);
        using var manager = new BusRoute(new SystemdOptions { BusAddress = broker.Address });
        var job = manager.Queue(UnitVerb.Start, "aops-x.service");
        using var liar = new DBusConnection(broker.Address);
        await liar.ConnectAsync();
        Assert.Contains("Subscribe()", systemd.Calls);

        // A rule of the broker holds for what is sent to all; what is sent to one arrives whoever sent it.
        for (var peer = 0; peer < 8; peer++)
            FakeSystemd.EndJob(liar, job.Path, job.Unit, "failed", $":1.{peer}");
        systemd.EndJob(job.Path, "other.service", "failed");
        systemd.EndJob(job.Path, job.Unit, "done");

        Assert.Equal(new BusSignal.JobRemoved(job.Path, "done"), manager.Next(Soon, out _));
        Assert.Null(manager.Next(TimeSpan.FromMilliseconds(50), out _));
    }
}
