using System.Diagnostics;
using Aops.Contracts.Wire.Runs;
using Aops.Contracts;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Runs.Output;
using Aops.TestSupport;

namespace Aops.Launch.Tests.Runs;

/// <summary>However a run ends, nothing of it is left, and the end is noted once.</summary>
public sealed class RunEndingTests : IDisposable
{
    private readonly KeeperBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void LongestTime_EndsIt()
    {
        var end = _bench.Run(_bench.Script("trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.05; done") with
        {
            TimeoutSeconds = 1, GraceSeconds = 20,
        });

        Assert.Equal((RunEndCause.TimedOut, 0), (end.Cause, end.ExitCode));
        Assert.Equal("it ran for longer than 1 s and was ended", end.Fault);
        Assert.Equal("up\nasked\n", _bench.Text(OutputStream.Out));
    }

    [Fact]
    public void ProgramThatIgnoresTheRequest_IsKilled()
    {
        var end = _bench.Run(_bench.Script("trap '' TERM; echo up; while :; do sleep 0.05; done") with { TimeoutSeconds = 1 });

        Assert.Equal((RunEndCause.TimedOut, null, "SIGKILL"), (end.Cause, end.ExitCode, end.Signal));
    }

    [Fact]
    public void StoppedProgram_IsEndedToo()
    {
        var end = _bench.Run(_bench.Script("trap 'exit 7' TERM; kill -STOP $$; sleep 100") with
        {
            TimeoutSeconds = 1, GraceSeconds = 20,
        });

        Assert.Equal(RunEndCause.TimedOut, end.Cause);
    }

    [Fact]
    public void Silence_EndsIt()
    {
        var end = _bench.Run(_bench.Script("for i in 1 2 3 4 5 6 7; do echo $i; sleep 0.2; done; sleep 100") with
        {
            IdleTimeoutSeconds = 1,
        });

        Assert.Equal((RunEndCause.Idle, "it wrote nothing for 1 s and was ended"), (end.Cause, end.Fault));
        Assert.EndsWith("7\n", _bench.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Order_EndsIt()
    {
        var keeper = _bench.Start(_bench.Script("echo up; sleep 100"));
        _bench.Await("up");

        File.WriteAllText(_bench.Folder.Cancel, "");
        Signal.Send(keeper, Signal.SIGTERM);

        Assert.True(KeeperBench.Exit(keeper).IsSuccess);
        Assert.Equal((RunEndCause.Cancelled, "SIGTERM", null),
            (_bench.ReadEnd().Cause, _bench.ReadEnd().Signal, _bench.ReadEnd().Fault));
    }

    [Fact]
    public void SignalOfTheHost_EndsIt_AndIsTold()
    {
        var keeper = _bench.Start(_bench.Script("echo up; sleep 100"));
        _bench.Await("up");

        Signal.Send(keeper, Signal.SIGTERM);

        Assert.True(KeeperBench.Exit(keeper).IsSuccess);
        Assert.Equal(RunEndCause.Cancelled, _bench.ReadEnd().Cause);
        Assert.Contains("as when the host shuts down", _bench.ReadEnd().Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void OrderBeforeTheStart_ExecutesNothing()
    {
        File.WriteAllText(_bench.Folder.Cancel, "");

        var end = _bench.Run(_bench.Script("touch ran"));

        Assert.Equal((RunEndCause.Cancelled, null), (end.Cause, end.StartedAt));
        Assert.False(File.Exists(Path.Combine(_bench.Folder.Work, "ran")));
        Assert.False(File.Exists(_bench.Folder.Executed));
    }

    [Fact]
    public void DaemonThatHoldsThePipe_DoesNotHoldTheRun()
    {
        var order = _bench.Script("(setsid sh -c 'echo $$ > daemon; echo up; exec sleep 1000' &) ; while [ ! -s daemon ]; do sleep 0.01; done; sleep 0.1; exit 5");

        var since = Stopwatch.GetTimestamp();
        var keeper = _bench.Start(order);
        var daemon = _bench.ReadPid("daemon");
        Assert.True(KeeperBench.Exit(keeper).IsSuccess);

        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60));
        Assert.Equal((RunEndCause.Exited, 5, null), (_bench.ReadEnd().Cause, _bench.ReadEnd().ExitCode, _bench.ReadEnd().Fault));
        Assert.Equal("up\n", _bench.Text());
        Assert.False(daemon.IsAlive);
    }

    [Fact]
    public void LastOutputOfADescendant_IsRead()
    {
        var end = _bench.Run(_bench.Script("(sleep 0.3; echo late) & exit 0"));

        Assert.Equal(("late\n", 0), (_bench.Text(), end.ExitCode));
    }

    [Fact]
    public void ForkBomb_IsEndedWhole()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "only root may become another user, whose processes are counted");
        const uint user = 54329;
        File.SetUnixFileMode(_bench.Folder.Work, (UnixFileMode)0x1FF);

        var end = _bench.Run(_bench.Script(
            "trap '' TERM; bomb() { setsid sh -c 'trap \"\" TERM; sleep 1000' & bomb & bomb & wait; }; bomb 2>/dev/null") with
        {
            Account = new RunAccount(user, user, [user]), TasksMax = 60, TimeoutSeconds = 2,
        });

        Assert.Equal(RunEndCause.TimedOut, end.Cause);
        Assert.Equal("it ran for longer than 2 s and was ended", end.Fault);
        Assert.DoesNotContain(ProcStat.Pids(), pid => ProcCredentials.TryRead(pid)?.Are(user) == true);
    }

    [Fact]
    public void KilledKeeper_LeavesAFreeLock_AndNoEnd()
    {
        var keeper = _bench.Start(_bench.Script("echo $$ > pid; echo up; exec sleep 1000"));
        _bench.Await("up");
        var program = _bench.ReadPid("pid");
        Assert.True(_bench.IsLocked);
        Assert.Equal(keeper, KeeperProcess.TryRead(_bench.Folder.Keeper)?.Pid);

        Signal.Send(keeper, Signal.SIGKILL);
        KeeperBench.Exit(keeper);

        Eventually.Holds(() => !_bench.IsLocked, "the lock is free");
        Assert.False(File.Exists(_bench.Folder.End));
        Assert.True(File.Exists(_bench.Folder.Executed));
        Assert.Equal("up\n", _bench.Text());
        Signal.Send(program.Pid, Signal.SIGKILL);
    }

    [Fact]
    public void RunWhoseFolderWasRemoved_LeavesNoKeeper()
    {
        var keeper = _bench.Start(_bench.Script("echo $$ > pid; cat pid; exec sleep 1000"));
        var program = _bench.ReadPid("pid");
        Directory.Delete(_bench.Folder.Path, recursive: true);

        Signal.Send(keeper, Signal.SIGTERM);

        Assert.Equal(ExitCodes.CannotWrite, KeeperBench.Exit(keeper).Code);
        Assert.False(program.IsAlive);
    }

    [Fact]
    public void SecondKeeper_ExecutesNothing()
    {
        var keeper = _bench.Start(_bench.Script("echo up; while [ ! -e go ]; do sleep 0.02; done; echo x >> starts"));
        _bench.Await("up");

        Assert.Equal(ExitCodes.AlreadyRunning, KeeperBench.Exit(_bench.StartAgain()).Code);
        File.WriteAllText(Path.Combine(_bench.Folder.Work, "go"), "");
        Assert.True(KeeperBench.Exit(keeper).IsSuccess);
        var end = File.ReadAllText(_bench.Folder.End);
        Assert.True(KeeperBench.Exit(_bench.StartAgain()).IsSuccess);

        Assert.Equal("x\n", File.ReadAllText(Path.Combine(_bench.Folder.Work, "starts")));
        Assert.Equal(end, File.ReadAllText(_bench.Folder.End));
    }

    [Fact]
    public void KeeperAfterAKilledOne_ExecutesNothing()
    {
        File.WriteAllText(_bench.Folder.Executed, "");

        Assert.True(KeeperBench.Exit(_bench.Start(_bench.Script("touch ran"))).IsSuccess);

        Assert.False(File.Exists(Path.Combine(_bench.Folder.Work, "ran")));
        Assert.False(File.Exists(_bench.Folder.End));
    }

    [Fact]
    public void KeepersAtOnce_ExecuteItOnce()
    {
        _bench.Script("echo x >> starts").Write(_bench.Folder.Order);
        var keepers = Enumerable.Range(0, 4).Select(_ => _bench.StartAgain()).ToList();

        foreach (var keeper in keepers)
            Assert.Contains(KeeperBench.Exit(keeper).Code, new int?[] { ExitCodes.Ok, ExitCodes.AlreadyRunning });

        Assert.Equal("x\n", File.ReadAllText(Path.Combine(_bench.Folder.Work, "starts")));
        Assert.Equal(RunEndCause.Exited, _bench.ReadEnd().Cause);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "--root", "relative", "r1")]
    [InlineData("run", "--root", "/", "../r1")]
    [InlineData("run", "--root", "/", "r1", "more")]
    public void WrongArguments_AreRefused(params string[] arguments)
    {
        var pid = Spawn.Start(new SpawnRequest
        {
            Path = Path.Combine(AppContext.BaseDirectory, "aops-launch"),
            Arguments = ["aops-launch", .. arguments],
            Environment = ProcessImage.CurrentEnvironment(),
        });

        Assert.Equal(ExitCodes.Usage, KeeperBench.Exit(pid).Code);
    }
}
