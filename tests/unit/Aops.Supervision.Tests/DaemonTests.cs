using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native.Processes;

namespace Aops.Supervision.Tests;

/// <summary>Programs that go into the background, in the ways that daemons do that.</summary>
public sealed class DaemonTests
{
    private const string Daemon = "sh -c 'echo $$ >> $AOPS_STATE_DIR/started; exec sleep 1000'";

    /// <summary>How it gets there: in the group of its parent, in a session of its own, and by a second fork.</summary>
    public static TheoryData<string> Ways => new()
    {
        $"{Daemon} & exit 0",
        $"setsid {Daemon} & exit 0",
        $"""(setsid sh -c "{Daemon.Replace("$", "\\$")} &" &); exit 0""",
    };

    private static SubAgentSpec Spec() => World.Spec("d") with { Type = ProcessType.Forking };

    private static string Data(World world, string file) =>
        Path.Combine(world.Layout.SubAgent("d"), "data", file);

    private static int[] Started(World world) =>
        File.Exists(Data(world, "started")) ? [.. File.ReadAllLines(Data(world, "started")).Select(int.Parse)] : [];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Killed_IsRestartedOnce(string script)
    {
        await using var world = new World();
        await world.RunAsync(Spec(), script);
        var before = await world.WaitRunningAsync("d");
        Assert.Equal(before.Pid!.Value, Assert.Single(Started(world)));

        Signal.Send(before.Pid.Value, Signal.SIGKILL);

        var after = await world.WaitAsync("d", s => s.State == ProcessState.Running && s.Pid != before.Pid);
        Assert.Equal(1, after.Restarts);
        Assert.Equal($"{before.Pid} {after.Pid}", string.Join(' ', Started(world)));
        Assert.Equal("signal 9 (SIGKILL)", after.LastExit);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task NextLife_TakesItUpAsItWas(string script)
    {
        await using var world = new World();
        await world.RunAsync(Spec(), script);
        var before = await world.WaitRunningAsync("d");
        await world.DropSupervisorAsync();

        await world.ReviveAsync();
        await world.RunAsync(Spec(), script);

        var after = await world.WaitRunningAsync("d");
        Assert.Equal((before.Pid, before.Since), (after.Pid, after.Since));
        Signal.Send(before.Pid!.Value, Signal.SIGKILL);
        await world.WaitAsync("d", s => s.State == ProcessState.Running && s.Pid != before.Pid);
        Assert.Equal(2, Started(world).Length);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task LostState_NeverMakesTwoCopies(string script)
    {
        await using var world = new World();
        await world.RunAsync(Spec(), script);
        var before = await world.WaitRunningAsync("d");
        await world.DropSupervisorAsync();
        File.Delete(world.Layout.SubAgentState("d"));

        await world.ReviveAsync();

        Assert.Equal(before.Pid, (await world.WaitRunningAsync("d")).Pid);
        Assert.Single(Started(world));
    }

    [Fact]
    public async Task PidFile_NamesIt_OnceItNamesAProcessOfThisStart()
    {
        await using var world = new World();
        Directory.CreateDirectory(Data(world, ""));
        File.WriteAllText(Data(world, "pid"), $"{Environment.ProcessId}\n");
        const string script =
            "setsid sh -c 'sleep 0.3; sleep 1000 & echo $! > $AOPS_STATE_DIR/pid; wait' & exit 0";

        await world.RunAsync(Spec() with { PidFile = "${AOPS_STATE_DIR}/pid" }, script);

        var status = await world.WaitRunningAsync("d");
        Assert.Equal(int.Parse(File.ReadAllText(Data(world, "pid"))), status.Pid);
        Assert.NotEqual(Environment.ProcessId, status.Pid);
    }

    [Theory]
    [InlineData(ProcessType.Forking, "exit 0")]
    [InlineData(ProcessType.Simple, "wait")]
    public async Task Stopping_IgnoresTerm_EndsItInEverySession(ProcessType type, string last)
    {
        await using var world = new World();
        await world.RunAsync(
            Spec() with { Type = type, Stop = new StopSpec { DeadlineSeconds = 1 } },
            $"""
            setsid sh -c 'trap "" TERM; echo $$ >> $AOPS_STATE_DIR/started; while :; do sleep 0.1; done' &
            setsid sh -c 'trap "" TERM; echo $$ >> $AOPS_STATE_DIR/started; while :; do sleep 0.1; done' &
            {last}
            """);
        await world.WaitRunningAsync("d");
        await World.EventuallyAsync(() => Started(world).Length == 2);

        await world.Supervisor.SendActionAsync("d", SubAgentAction.Stop);
        await world.Supervisor.WaitStoppedAsync("d");

        Assert.DoesNotContain(Started(world), World.IsAlive);
    }

    [Theory]
    [InlineData("exit 0", "left no process with its environment")]
    [InlineData("exit 3", "its starter ended (exit 3) instead of leaving a daemon")]
    public async Task NoDaemon_FailsTheStartWithASentence(string script, string sentence)
    {
        await using var world = new World();
        await world.RunAsync(
            Spec() with { Restart = new RestartSpec { Policy = RestartPolicy.Never } }, script);

        var status = await world.WaitAsync("d", s => s.State == ProcessState.Failed);

        Assert.Contains(sentence, status.Fault);
    }

    [Fact]
    public async Task StarterThatStays_FailsTheStartAndIsEnded()
    {
        await using var world = new World();
        await world.RunAsync(
            Spec() with
            {
                Restart = new RestartSpec { Policy = RestartPolicy.Never },
                Stop = new StopSpec { DeadlineSeconds = 0 },
                Readiness = new ProbeSpec { Kind = ProbeKind.File, Path = "/", DeadlineSeconds = 1 },
            },
            "echo $$ >> $AOPS_STATE_DIR/started; exec sleep 1000");

        var status = await world.WaitAsync("d", s => s.State == ProcessState.Failed);

        Assert.Contains("has left no daemon in the background within 1 s", status.Fault);
        Assert.DoesNotContain(Started(world), World.IsAlive);
    }
}
