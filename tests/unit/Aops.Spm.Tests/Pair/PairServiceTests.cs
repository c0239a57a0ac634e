using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Spm.Health;
using Aops.Spm.Pair;
using Aops.Spm.Tests.Health;
using Aops.Spm.Tests.Support;
using Aops.Spm.Tests.Upgrades;
using Aops.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Pair;

/// <summary>When spm pings, and what it makes of what it sees of spa. A ping is seen by the look at the files that goes with it.</summary>
public sealed class PairServiceTests : IPeerStarter, IAsyncDisposable
{
    // Less than a test needs: it matters after three pings only.
    private readonly FileGuardBench _files = new("spmMaxMem: 32MiB\n");
    private readonly SpaTrialBench _trial = new() { Own = null };
    private readonly EventLoop _loop = new("test");
    private readonly PairService _service;
    private int _woken;

    public PairServiceTests()
    {
        var state = Spm.State;
        state.Heartbeats.Woken += () => _woken++;
        _service = new PairService(
            Spm.Layout, this, state.Settings, _loop, state.Health, state.Heartbeats,
            new MemoryGuard(state.Settings, Spm.Restart, Spm.Clock, NullLogger<MemoryGuard>.Instance), _files.Guard,
            _files.Held, _trial.Observer, Spm.Loops, Spm.Clock, NullLogger<PairService>.Instance);
    }

    private SpmBench Spm => _files.Spm;

    private IPeerObserver Observer => _service;

    PeerStart IPeerStarter.Start(Role role) => new PeerStart.Suppressed("the test starts nothing");

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _loop.Dispose();
        _trial.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task APing_GoesEachInterval_AndAnotherIntervalCountsAtOnce()
    {
        await StartAsync();
        Assert.Equal(5, Spm.Clock.NextWait!.Value.TotalSeconds);
        await AssertPingAsync(() => Spm.Clock.Advance(TimeSpan.FromSeconds(5)));

        await AssertPingAsync(
            () => Spm.State.Settings.SetOverlay(new Dictionary<string, string> { ["pingInterval"] = "2s" }));

        await Eventually.HoldsAsync(() => Spm.Clock.NextWait?.TotalSeconds == 2);
    }

    [Fact]
    public async Task AHello_IsAnsweredByAPingAtOnce()
    {
        await StartAsync();

        await AssertPingAsync(() => Observer.Connected(
            _trial.Peer, new Hello { Role = Role.Spa, Version = "2.0", Pid = Environment.ProcessId },
            ProcessIdentity.TryRead(Environment.ProcessId)!.Value));
    }

    [Fact]
    public async Task ASpaWithoutAProgram_HasTheSlotReadAtOnce()
    {
        await StartAsync();
        File.Delete(Spm.Layout.SlotProgram("1.5", Role.Spa));

        Observer.Ended(new PeerEnd(TimeSpan.Zero, false, new ChildExit(ExitCodes.NotFound, null)));

        await Eventually.HoldsAsync(() => _files.Packages.Asked.Count > 0);
        Assert.Equal("heal 1.5", _files.Packages.Asked[0]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void APong_MayAskForAHeartbeat(bool isWanted, int woken)
    {
        Assert.Null(Observer.Received(_trial.Peer, new Pong { Sequence = 1, RssBytes = 1, HeartbeatNow = isWanted }));

        Assert.Equal(woken, _woken);
    }

    [Fact]
    public async Task APing_HasPassedThroughTheLoop_OrDoesNotGo()
    {
        await StartAsync();
        _loop.Dispose();
        File.Delete(Spm.Layout.Socket(Role.Spm));

        Spm.Clock.Advance(TimeSpan.FromSeconds(5));

        await Eventually.HoldsAsync(() => _files.Fault.Contains("a bug; the log shows where", StringComparison.Ordinal));
        Assert.False(_files.Socket.IsIntact);
    }

    [Fact]
    public async Task MemoryOverItsLimitForThreePings_RestartsThisProcess()
    {
        await StartAsync();
        for (var pings = 1; pings < 3; pings++)
        {
            Assert.Empty(Spm.Restart.Reasons);
            await AssertPingAsync(() => Spm.Clock.Advance(TimeSpan.FromSeconds(5)));
        }

        await Eventually.HoldsAsync(() => Spm.Restart.Reasons.Count > 0);
        Assert.Contains("are over spmMaxMem, 33554432", Spm.Restart.Reasons[0], StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        await _service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Spm.Clock.NextWait is not null);
    }

    private async Task AssertPingAsync(Action cause)
    {
        File.Delete(Spm.Layout.Socket(Role.Spm));
        cause();
        await Eventually.HoldsAsync(() => _files.Socket.IsIntact);
        await Eventually.HoldsAsync(() => Spm.Clock.NextWait is not null);
    }
}
