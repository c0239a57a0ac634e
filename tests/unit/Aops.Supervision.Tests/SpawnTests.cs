using System.Net;
using System.Net.Sockets;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native;

namespace Aops.Supervision.Tests;

public sealed class SpawnTests
{
    private static async Task<string> FaultOfAsync(World world, SubAgentSpec spec, string slot)
    {
        await world.Supervisor.ApplyAsync(spec, slot, running: true);
        return (await world.WaitAsync(spec.Name, s => s.State == ProcessState.Backoff && s.Fault is not null)).Fault!;
    }

    [Fact]
    public async Task MissingProgram_SaysSo()
    {
        await using var world = new World();
        var slot = world.Package("a", "");

        Assert.StartsWith($"its program {slot}/no does not exist",
            await FaultOfAsync(world, World.Spec("a") with { Exec = "no" }, slot));
    }

    [Fact]
    public async Task MissingSlot_SaysSo()
    {
        await using var world = new World();

        Assert.StartsWith("its working directory /no/slot does not exist",
            await FaultOfAsync(world, World.Spec("a"), "/no/slot"));
    }

    [Fact]
    public async Task ProgramWithoutRight_SaysItsMode()
    {
        await using var world = new World();
        var slot = world.Package("a", "");
        File.SetUnixFileMode(Path.Combine(slot, "run"), (UnixFileMode)0x1A4);

        Assert.Contains("may not be executed (mode 644)", await FaultOfAsync(world, World.Spec("a"), slot));
    }

    [Fact]
    public async Task UnknownUser_SaysSo()
    {
        await using var world = new World();

        Assert.StartsWith("user: there is no user 'nobody-here' on this host",
            await FaultOfAsync(world, World.Spec("a") with { User = "nobody-here" }, world.Package("a", "")));
    }

    [Fact]
    public async Task UnknownVariable_SaysSo()
    {
        await using var world = new World();

        Assert.StartsWith("args: ${PORT} is not in the environment",
            await FaultOfAsync(world, World.Spec("a") with { Args = ["--port=${PORT}"] }, world.Package("a", "")));
    }

    [Fact]
    public async Task LimitThatCannotBeApplied_FailsTheStart()
    {
        await using var world = new World();
        var spec = World.Spec("a") with { Limits = new LimitSpec { OpenFilesMax = int.MaxValue } };

        Assert.Contains("limiting open files to 2147483647 failed: setrlimit OpenFiles 2147483647: ",
            await FaultOfAsync(world, spec, world.Package("a", "exec sleep 1000")));
    }

    [Fact]
    public async Task Environment_IsCleanAndExpanded()
    {
        await using var world = new World();
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", "/run/x");
        await world.RunAsync(
            World.Spec("a") with
            {
                Env = new Dictionary<string, string> { ["PORT"] = "81" },
                Args = ["--port=${PORT}", "$PORT", "${", "a$$b", "$${HOSTNAME}"],
            },
            "echo \"$1 $2 $3 $4 $5\"; pwd; exec env");
        await World.EventuallyAsync(() => world.Log("a").Contains("AOPS_REPORT_FILE"));
        await world.Supervisor.SendActionAsync("a", Contracts.Local.SubAgentAction.Stop);

        var lines = world.Log("a").Split('\n');
        var data = Path.Combine(world.Layout.SubAgent("a"), "data");
        Assert.Equal("--port=81 $PORT ${ a$$b ${HOSTNAME}", lines[0]);
        Assert.Equal(Path.Combine(world.Layout.SubAgentReleases("a"), "1"), lines[1]);
        var end = Array.FindIndex(lines, 3, l => l.StartsWith("--port"));
        var variables = lines[2..(end < 0 ? ^1 : end)].Where(l => !l.StartsWith("PWD=") && !l.StartsWith("AOPS_MARK=") && l.Length > 0)
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "AOPS_REPORT_FILE=" + data + "/report.json", "AOPS_STATE_DIR=" + data, "AOPS_SUBAGENT=a", "AOPS_VERSION=1",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PORT=81",
            ],
            variables);
        Assert.True(Directory.Exists(data));
    }

    [Fact]
    public async Task Setup_IsApplied()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "only root may become another user");
        await using var world = new World(new SupervisorOptions { UseControlGroups = false });
        // /tmp/aops-… is 0700: the user must get through to the slot.
        File.SetUnixFileMode(world.Layout.Root, (UnixFileMode)0x1ED);
        await world.RunAsync(
            World.Spec("a") with
            {
                User = "nobody",
                Umask = "0077",
                Nice = 5,
                OomScoreAdjust = 321,
                Limits = new LimitSpec { OpenFilesMax = 99, TasksMax = 50 },
                WorkingDirectory = "/usr",
            },
            "id -un; umask; nice; cat /proc/self/oom_score_adj; ulimit -n; grep -o \"processes *[0-9]*\" /proc/self/limits | grep -o \"[0-9]*\"; pwd; ls /proc/self/fd | wc -l; " +
            "touch $AOPS_STATE_DIR/mine; exec sleep 1000");
        await world.WaitRunningAsync("a");
        await World.EventuallyAsync(() => world.Log("a").Count(c => c == '\n') >= 8, () => world.Log("a"));

        Assert.Equal(["nobody", "0077", "5", "321", "99", "50", "/usr", "4"],
            world.Log("a").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        await World.EventuallyAsync(() => File.Exists(Path.Combine(world.Layout.SubAgent("a"), "data/mine")));
    }

    [Fact]
    public async Task ExecProbe_RunsAsTheUserOfTheSubAgent()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "only root may become another user");
        await using var world = new World();
        File.SetUnixFileMode(world.Layout.Root, (UnixFileMode)0x1ED);
        await world.RunAsync(
            World.Spec("a") with
            {
                User = "nobody",
                Readiness = new ProbeSpec
                {
                    Kind = ProbeKind.Exec,
                    Command = ["/bin/sh", "-c", "id -un > $AOPS_STATE_DIR/probe; echo $AOPS_SUBAGENT >> $AOPS_STATE_DIR/probe"],
                    TimeoutMilliseconds = 20_000,
                },
            },
            "exec sleep 1000");

        await world.WaitRunningAsync("a");

        Assert.Equal(["nobody", "a"],
            File.ReadAllLines(Path.Combine(world.Layout.SubAgent("a"), "data/probe")));
    }

    [Fact]
    public async Task Readiness_HttpHoldsBackRunning()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with
            {
                Env = new Dictionary<string, string> { ["PORT"] = $"{port}" },
                Readiness = new ProbeSpec { Kind = ProbeKind.Http, Url = "http://127.0.0.1:${PORT}/metrics", PeriodMilliseconds = 50 },
            },
            "exec sleep 1000");
        Assert.Equal("GET /metrics HTTP/1.0", await AnswerAsync(server, "503 Service Unavailable"));
        Assert.False((await world.WaitAsync("a", s => s.State == ProcessState.Starting)).Ready);

        await AnswerAsync(server, "200 OK");

        Assert.True((await world.Supervisor.WaitHealthyAsync("a", "1", Rule(seconds: 10), default)).IsHealthy);
        Assert.True(world.Find("a")!.Ready);
    }

    [Fact]
    public async Task Liveness_LostByCommand_RestartsIt()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with
            {
                Liveness = new ProbeSpec
                {
                    Kind = ProbeKind.Exec, Command = ["/bin/sh", "-c", "test ! -e $AOPS_STATE_DIR/hung"],
                    PeriodMilliseconds = 50, FailureThreshold = 2,
                },
            },
            "exec sleep 1000");
        var first = await world.WaitRunningAsync("a");

        var hung = Path.Combine(world.Layout.SubAgent("a"), "data/hung");
        File.WriteAllText(hung, "");
        await world.WaitAsync("a", s => s.Pid != first.Pid && s.LastExit is not null);
        File.Delete(hung);

        await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Restarts > 0);
    }

    [Fact]
    public async Task WaitHealthy_OfWhatNeverIs_SaysWhy()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with { Restart = new RestartSpec { Policy = RestartPolicy.Never } }, "exit 3");

        Assert.Equal("was not ready within 0 s",
            (await world.Supervisor.WaitHealthyAsync("a", "2", Rule(seconds: 0.05), default)).Fault);
        var status = await world.WaitAsync("a", s => s.State == ProcessState.Failed);
        Assert.Equal("exit 3; its policy is not to start it again", status.Fault);
        Assert.Equal(status.Fault, (await world.Supervisor.WaitHealthyAsync("a", "1", Rule(seconds: 60), default)).Fault);
    }

    [Theory]
    [InlineData("exit 3", "exit 3")]
    [InlineData("kill -11 $$", "signal 11 (SIGSEGV)")]
    public async Task New_W10_WhatExitsAtOnce_IsLeftAfterThreeDeaths(string script, string how)
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), script);

        var verdict = await world.Supervisor.WaitHealthyAsync("a", "1", Rule(seconds: 60, healthy: 5), default);

        Assert.Matches($"^died [3-9] times in a row, the last time: {System.Text.RegularExpressions.Regex.Escape(how)}$", verdict.Fault);
    }

    [Fact]
    public async Task New_W10_WhatCannotBeExecuted_IsLeftAfterThreeDeaths()
    {
        await using var world = new World();
        var slot = world.Package("a", "");
        await world.Supervisor.ApplyAsync(World.Spec("a") with { Exec = "no" }, slot, running: true);

        var verdict = await world.Supervisor.WaitHealthyAsync("a", "1", Rule(seconds: 60, healthy: 5), default);

        Assert.Contains($"its program {slot}/no does not exist", verdict.Fault);
    }

    [Fact]
    public async Task New_W10_WhatEndsAsItsPolicyLetsIt_IsProved()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with { Restart = new RestartSpec { Policy = RestartPolicy.OnFailure } }, "exit 0");

        Assert.True((await world.Supervisor.WaitHealthyAsync("a", "1", Rule(seconds: 60), default)).IsHealthy);
    }

    [Fact]
    public async Task New_W10_AFewMomentsOfLife_AreNoProof()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "sleep 0.1; exit 3");

        Assert.False((await world.Supervisor.WaitHealthyAsync("a", "1", Rule(seconds: 60, healthy: 5), default)).IsHealthy);
        await world.RunAsync(World.Spec("a", "2"), "exec sleep 1000");
        Assert.True((await world.Supervisor.WaitHealthyAsync("a", "2", Rule(seconds: 60, healthy: 0.2), default)).IsHealthy);
    }

    [Fact]
    public async Task New_W6_AnotherVersion_BeginsWithoutTheDeathsOfTheOneBefore()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "exec sleep 1000");
        await world.WaitRunningAsync("a");
        await world.RunAsync(World.Spec("a", "2"), "exit 3");
        await world.WaitAsync("a", s => s is { Version: "2", Restarts: >= 2, LastExit: "exit 3" });

        await world.RunAsync(World.Spec("a"), "exec sleep 1000");

        var back = await world.WaitAsync("a", s => s is { Version: "1", State: ProcessState.Running });
        Assert.Equal((0, null, null), (back.Restarts, back.LastExit, back.Fault));
        // The end that the change itself makes is no version's either.
        await world.RunAsync(World.Spec("a", "3"), "exec sleep 1000");
        var next = await world.WaitAsync("a", s => s is { Version: "3", State: ProcessState.Running });
        Assert.Equal((0, null), (next.Restarts, next.LastExit));
    }

    private static HealthRule Rule(double seconds, double healthy = 0) =>
        new(TimeSpan.FromSeconds(healthy), 3, TimeSpan.FromSeconds(seconds));

    private static async Task<string> AnswerAsync(TcpListener server, string status)
    {
        using var client = await server.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        var first = (await reader.ReadLineAsync())!;
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n\r\n"));
        return first;
    }
}
