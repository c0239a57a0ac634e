using System.Diagnostics;
using System.Globalization;
using Aops.Systemd.Notify;
using Aops.TestSupport;

namespace Aops.Systemd.Tests;

public sealed class ServiceNotifierTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_Arrive_ByPathAndByAbstractName(bool isAbstract)
    {
        using var manager = new NotifySocket(isAbstract);
        var notifier = new ServiceNotifier(manager.Variable, Watchdog);

        Assert.True(notifier.Ready("up"));
        Assert.Equal("READY=1\nSTATUS=up", manager.Receive());
        Assert.True(notifier.Alive());
        Assert.Equal("WATCHDOG=1", manager.Receive());
        Assert.True(notifier.MainPid(4711));
        Assert.Equal("MAINPID=4711", manager.Receive());
        Assert.True(notifier.Status("two\nlines"));
        Assert.Equal("STATUS=two lines", manager.Receive());
        Assert.True(notifier.Stopping("bye"));
        Assert.Equal("STOPPING=1\nSTATUS=bye", manager.Receive());
    }

    [Fact]
    public void SignsOfLife_AreAtMostFourInTheWatchdogsTime()
    {
        using var manager = new NotifySocket(isAbstract: false);
        var notifier = new ServiceNotifier(manager.Variable, Watchdog);

        Assert.True(notifier.Alive());
        Assert.False(notifier.Alive());

        var quick = new ServiceNotifier(manager.Variable, TimeSpan.FromMilliseconds(4));
        var clock = Stopwatch.StartNew();
        Assert.True(quick.Alive());
        while (!quick.Alive()) Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.InRange(clock.Elapsed.TotalMilliseconds, 1, 10_000);
    }

    [Fact]
    public void Reloading_CarriesTheMonotonicTime()
    {
        using var manager = new NotifySocket(isAbstract: false);
        var before = MonotonicMicroseconds();

        Assert.True(new ServiceNotifier(manager.Variable, null).Reloading("again"));

        var lines = manager.Receive().Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        var time = long.Parse(lines[1].Split('=')[1], CultureInfo.InvariantCulture);
        Assert.InRange(time, before, MonotonicMicroseconds());
        Assert.StartsWith("MONOTONIC_USEC=", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Watchdog_IsExtended_AndNeverShortened()
    {
        using var manager = new NotifySocket(isAbstract: false);
        var notifier = new ServiceNotifier(manager.Variable, Watchdog);

        notifier.ExtendWatchdog(Watchdog / 2);
        Assert.Equal(Watchdog, notifier.WatchdogTime);
        notifier.ExtendWatchdog(Watchdog * 2);

        Assert.Equal("WATCHDOG_USEC=40000000", manager.Receive());
        Assert.Equal(Watchdog * 2, notifier.WatchdogTime);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("vsock:2:1234")]
    [InlineData("relative")]
    public void WithoutASocket_NothingIsWanted(string? variable)
    {
        var notifier = new ServiceNotifier(variable, Watchdog);

        Assert.False(notifier.IsWanted);
        Assert.Null(notifier.WatchdogTime);
        Assert.False(notifier.Ready("up"));
        Assert.False(notifier.Alive());
    }

    [Fact]
    public void NobodyListens_IsNoFailure() =>
        Assert.False(new ServiceNotifier("/nowhere/notify", Watchdog).Ready("up"));

    [Fact]
    public void ManagerThatDoesNotRead_HoldsNobodyUp()
    {
        using var manager = new NotifySocket(isAbstract: false);
        var notifier = new ServiceNotifier(manager.Variable, Watchdog);
        var clock = Stopwatch.StartNew();

        // The queue of a datagram socket holds net.unix.max_dgram_qlen messages.
        var sent = 0;
        while (sent < 10_000 && notifier.Status("still here")) sent++;

        Assert.InRange(sent, 1, 9_999);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "17", 30.0)]
    [InlineData("30000000", "18", null)]
    [InlineData("30000000", "x", null)]
    [InlineData("0", "17", null)]
    [InlineData("-5", "17", null)]
    [InlineData("soon", "17", null)]
    [InlineData(null, null, null)]
    public void WatchdogTime_FollowsTheVariables(string? time, string? pid, double? seconds) =>
        Assert.Equal(seconds, ServiceNotifier.WatchdogOf(time, pid, own: 17)?.TotalSeconds);

    private static long MonotonicMicroseconds() => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);
}
