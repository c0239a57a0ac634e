using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Processes;

namespace Aops.Pair.Tests;

public sealed class PeerWatchTests
{
    private static readonly PairTimes Quick = new()
    {
        Grace = TimeSpan.FromMilliseconds(1),
        PingInterval = TimeSpan.FromMilliseconds(50),
        PingTimeout = TimeSpan.FromMilliseconds(300),
        StoppedRecheck = TimeSpan.FromMilliseconds(20),
    };

    [Fact]
    public async Task NobodyThere_IsStarted()
    {
        await using var pair = new WatchedPair();
        pair.Watch.Start();

        pair.UntilUp();
        Assert.Equal(1, pair.Watch.Snapshot.Revivals);
    }

    [Fact]
    public async Task StartedBySomebodyElseMeanwhile_IsNotStartedTwice()
    {
        await using var pair = new WatchedPair(new PairTimes { Grace = TimeSpan.FromMilliseconds(500) });
        Directory.CreateDirectory(pair.Layout.Opt);
        var program = Path.Combine(pair.Layout.Opt, "aops-spm");
        File.Copy("/bin/sleep", program);
        pair.Watch.Start();

        // It holds its lock, and is not yet so far that it calls.
        var other = Spawn.Start(new SpawnRequest
        {
            Path = program,
            Arguments = [program, "300"],
            Environment = new Dictionary<string, string>(),
        });
        File.WriteAllText(pair.Layout.Lock(Role.Spm), $"{other}\n");
        try
        {
            WatchedPair.Until(() => pair.Watch.Snapshot.Pid is not null, "somebody is watched");

            Assert.Equal(other, pair.Watch.Snapshot.Pid);
            Assert.Empty(pair.StartedAt);
        }
        finally
        {
            Signal.Send(other, Signal.SIGKILL);
        }
    }

    [Fact]
    public async Task Killed_IsRevived_AndReaped()
    {
        await using var pair = new WatchedPair();
        pair.Watch.Start();
        pair.UntilUp();
        var first = pair.Pid;

        Signal.Send(first, Signal.SIGKILL);
        WatchedPair.Until(() => pair.Pid != first, "the revival");
        pair.UntilUp();

        Assert.Null(ProcStat.TryRead(first));
        Assert.Equal("signal 9 (SIGKILL)", Assert.Single(pair.Ends).Exit.ToString());
    }

    [Fact]
    public async Task HelloOfOneWhoseEndWasTold_ChangesNothing()
    {
        await using var pair = new WatchedPair();
        pair.Watch.Start();
        pair.UntilUp();
        var first = ProcessIdentity.TryRead(pair.Pid)!.Value;
        Signal.Send(first.Pid, Signal.SIGKILL);
        WatchedPair.Until(() => pair.Pid != first.Pid, "the revival");
        pair.UntilUp();
        var second = pair.Pid;

        pair.Watch.Attach(new Hello { Role = Role.Spm, Version = "1", Pid = first.Pid }, first);
        // Whatever came of it comes before the answer to a second death.
        Signal.Send(second, Signal.SIGKILL);
        WatchedPair.Until(() => pair.Pid != second, "the second revival");
        pair.UntilUp();

        Assert.Equal(["signal 9 (SIGKILL)", "signal 9 (SIGKILL)"], pair.Ends.Select(e => e.Exit.ToString()));
        Assert.Equal(3, pair.StartedAt.Count);
    }

    [Fact]
    public async Task ManyKills_AreEachAnsweredQuickly()
    {
        await using var pair = new WatchedPair();
        pair.Watch.Start();
        var times = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            pair.UntilUp();
            var pid = pair.Pid;
            var killed = Stopwatch.GetTimestamp();
            Signal.Send(pid, Signal.SIGKILL);
            WatchedPair.Until(() => pair.Pid != pid, "the revival");
            times.Add(Stopwatch.GetElapsedTime(killed, pair.StartedAt.Last()).TotalMilliseconds);
        }

        times.Sort();
        TestContext.Current.SendDiagnosticMessage(
            $"kill to start: p50 {times[30]:0.00} ms, p95 {times[57]:0.00} ms, max {times[^1]:0.00} ms");
        // The figure proper is the benchmark's; here only that no wait stands in the way.
        Assert.True(times[30] < 50);
    }

    [Fact]
    public async Task StopMarker_KeepsItDown_UntilItGoes()
    {
        await using var pair = new WatchedPair(Quick);
        File.WriteAllText(pair.Layout.StopMarker, "");
        pair.Watch.Start();
        WatchedPair.Until(() => pair.Watch.Snapshot.State == PeerState.Stopped, "stopped");
        Assert.Equal(0, pair.Pid);

        File.Delete(pair.Layout.StopMarker);

        pair.UntilUp();
    }

    [Fact]
    public async Task SilentSpm_IsKilledAndRevived()
    {
        await using var pair = new WatchedPair(Quick);
        pair.Watch.Start();
        pair.UntilUp();
        var first = pair.Pid;

        WatchedPair.Until(() => pair.Pid != first, "the revival of a hung half");

        Assert.InRange(pair.Hangs.First().TotalMilliseconds, 290, 1000);
    }

    [Fact]
    public async Task StoppedProcess_IsKilledAndRevived()
    {
        await using var pair = new WatchedPair(Quick);
        pair.Watch.Start();
        pair.UntilUp();
        var first = pair.Pid;
        Signal.Send(first, Signal.SIGSTOP);

        WatchedPair.Until(() => pair.Pid != first, "the revival of a stopped half");

        Assert.Equal("signal 9 (SIGKILL)", pair.Ends.First().Exit.ToString());
    }

    [Fact]
    public async Task Beats_KeepItUp()
    {
        await using var pair = new WatchedPair(Quick);
        pair.Watch.Start();
        pair.UntilUp();

        for (var i = 0; i < 20; i++)
        {
            pair.Watch.Pings.Reset();
            await Task.Delay(30, TestContext.Current.CancellationToken);
        }

        Assert.Empty(pair.Hangs);
    }

    [Fact]
    public async Task SpaThatOwesNothing_IsNotHung()
    {
        await using var pair = new WatchedPair(Quick, Role.Spm);
        pair.Watch.Start();
        pair.UntilUp();
        await Task.Delay(700, TestContext.Current.CancellationToken);
        Assert.Empty(pair.Hangs);

        pair.Watch.Pings.PingSent();

        WatchedPair.Until(() => !pair.Hangs.IsEmpty, "the hang of a half that owes a reply");
    }

    [Fact]
    public async Task ReplacedInPlace_IsNoDeath()
    {
        await using var pair = new WatchedPair(Quick with { PingTimeout = TimeSpan.FromSeconds(10) });
        pair.Watch.Start();
        pair.UntilUp();
        var pid = pair.Pid;

        pair.HangUp();
        WatchedPair.Until(() => pair.Watch.Snapshot.State == PeerState.Silent, "silence");
        pair.SayHello(pid);
        pair.UntilUp();

        Assert.Equal(pid, pair.Pid);
        Assert.Empty(pair.Ends);
    }

    [Fact]
    public async Task ReplacedInPlace_NeverCallsAgain_IsHung()
    {
        await using var pair = new WatchedPair(Quick);
        pair.Watch.Start();
        pair.UntilUp();
        var first = pair.Pid;
        pair.HangUp();

        WatchedPair.Until(() => pair.Pid != first, "the revival");

        Assert.Single(pair.Hangs);
    }

    [Fact]
    public async Task NeverSaysHello_IsKilledAndTriedAgain()
    {
        await using var pair = new WatchedPair(Quick) { AnswersByItself = false };
        pair.Watch.Start();
        WatchedPair.Until(() => pair.Pid != 0, "the first start");
        var first = pair.Pid;
        WatchedPair.Until(() => pair.Pid != first, "the second start");

        Assert.False(pair.Ends.First().HasAnswered);
    }

    [Fact]
    public async Task CannotBeStarted_IsTriedAgain()
    {
        await using var pair = new WatchedPair(Quick, program: "/nowhere/sleep");
        pair.Watch.Start();
        WatchedPair.Until(() => pair.StartedAt.Count >= 3, "further tries");

        pair.Program = "/bin/sleep";

        pair.UntilUp();
    }

    [Fact]
    public async Task CrashLoop_IsNoHotLoop_AndNeverEnds()
    {
        await using var pair = new WatchedPair(Quick, program: "/bin/false") { AnswersByItself = false };
        pair.Watch.Start();
        await Task.Delay(2000, TestContext.Current.CancellationToken);

        Assert.InRange(pair.StartedAt.Count, 3, 40);
    }

    [Fact]
    public async Task KillPeer_RevivesAtOnce()
    {
        await using var pair = new WatchedPair();
        pair.Watch.Start();
        pair.UntilUp();
        var first = pair.Pid;

        pair.Watch.KillPeer("its version was rolled back");

        WatchedPair.Until(() => pair.Pid != first, "the revival");
        pair.UntilUp();
    }

    [Fact]
    public async Task AnotherProcessThatCalls_IsFollowed()
    {
        await using var pair = new WatchedPair();
        pair.Watch.Start();
        pair.UntilUp();
        var other = Spawn.Start(new SpawnRequest
        {
            Path = "/bin/sleep",
            Arguments = ["sleep", "300"],
            Environment = new Dictionary<string, string>(),
        });

        pair.Watch.Attach(
            new Hello { Role = Role.Spm, Version = "2", Pid = other }, ProcessIdentity.TryRead(other)!.Value);
        WatchedPair.Until(() => pair.Watch.Snapshot is { Pid: { } pid, Version: "2" } && pid == other, "the other");
        Signal.Send(other, Signal.SIGKILL);

        WatchedPair.Until(() => pair.Watch.Snapshot is { State: PeerState.Up, Version: "1" }, "the revival");
    }
}
