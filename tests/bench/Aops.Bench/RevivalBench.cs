using System.Diagnostics;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Bench;

/// <summary>
/// Kills each member again and again, soon after its start and at rest. Revival is the time from SIGKILL until the
/// successor's socket answers a status request; detection is the time until its peer saw the death. Then each
/// is stopped with SIGSTOP: how long until its peer kills it.
/// </summary>
internal static class RevivalBench
{
    private const int PauseMillisecondsMax = 300;

    // With a ping every 100 ms: what its start has left goes back with the third, what a ping runs through after each.
    private const int RestMilliseconds = 600;

    private const int KillsAHang = 10;
    private const double LateHangShareMax = 1.1;

    // Less than any revival takes: what the bench does meanwhile would take the processor from those that it times.
    private static readonly TimeSpan Still = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        await using var fleet = new Fleet("bench");
        await fleet.Workshop.InitAsync(cancellationToken);
        await fleet.Workshop.AddAgentAsync(
            fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await fleet.Workshop.AddSubAgentAsync(
            fleet.Stage.HostMetrics("1.0.0"), Fleet.OwnSubAgent, "1.0.0", cancellationToken);
        await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await fleet.StartServerAsync(isAside: true, cancellationToken);
        await fleet.PublishAsync(cancellationToken);
        var agent = await fleet.InstallAsync(cancellationToken);
        await fleet.OrderSubAgentsAsync(
            agent, [new JsonObject { ["name"] = Fleet.OwnSubAgent, ["version"] = "1.0.0" }], cancellationToken);
        var witness = (await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Deadline, cancellationToken)).Pid;

        var rows = new List<string>();
        await KillBothAsync("soon after its start", restMilliseconds: 0);
        agent.EditConf(("pingInterval", "100ms"), ("pingTimeout", "2s"));
        await KillBothAsync("at rest", RestMilliseconds);
        var hangs = new List<Figures>();
        foreach (var role in new[] { Role.Spm, Role.Spa })
            hangs.Add(await StopAsync(agent, role, Math.Max(1, count / KillsAHang), cancellationToken));
        rows.AddRange(hangs.Select(h => h.ToRow()));
        var isInTime = hangs.All(h => h.Max <= PingTimeout.TotalMilliseconds * LateHangShareMax);
        var now = (await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Deadline, cancellationToken)).Pid;
        Print(rows, count, now == witness);
        return now == witness && isInTime ? ExitCodes.Ok : ExitCodes.Failure;

        async Task KillBothAsync(string when, int restMilliseconds)
        {
            foreach (var role in new[] { Role.Spm, Role.Spa })
            {
                var (detection, revival) = await KillAsync(agent, role, when, restMilliseconds, count, cancellationToken);
                rows.Add(detection.ToRow());
                rows.Add(revival.ToRow());
                // Now, as spm is then as old as those that were killed.
                if (role == Role.Spm) rows.Add((await FloorAsync(restMilliseconds)).ToRow());
            }
        }

        async Task<Figures> FloorAsync(int restMilliseconds)
        {
            await agent.WaitForPairAsync(Deadline, cancellationToken);
            await Task.Delay(restMilliseconds, cancellationToken);
            var spm = agent.MustFind(Role.Spm).Pid;
            return await DetectionFloor.MeasureAsync(spm, fleet.Root.Path, count, cancellationToken);
        }
    }

    private static async Task<(Figures Detection, Figures Revival)> KillAsync(
        AgentHost agent, Role role, string when, int restMilliseconds, int count, CancellationToken cancellationToken)
    {
        var detection = new Figures($"{role.ProgramName()} killed {when}: seen by {role.Peer().ProgramName()}");
        var revival = new Figures($"{role.ProgramName()} killed {when}: its successor answers");
        var random = new Random(count);
        for (var i = 0; i < count; i++)
        {
            await agent.WaitForPairAsync(Deadline, cancellationToken);
            await Task.Delay(restMilliseconds + random.Next(PauseMillisecondsMax), cancellationToken);
            var log = new LogReader(agent.Layout.LogFile(role.Peer()));
            var before = agent.MustFind(role);
            var boundAt = File.GetLastWriteTimeUtc(agent.Layout.Socket(role));
            using var process = PidFd.TryOpen(before)
                ?? throw new InvalidOperationException($"process {before} is gone before it is killed");
            var killedAt = DateTime.UtcNow;
            var begin = Stopwatch.GetTimestamp();
            process.Send(Signal.SIGKILL);
            await Task.Delay(Still, cancellationToken);
            await WaitForAnswerAsync(agent, role, boundAt, cancellationToken);
            revival.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            if (log.FindEnd(before.Pid) is { } seenAt)
                detection.Add((seenAt - killedAt).TotalMilliseconds);
        }
        return (detection, revival);
    }

    // Looks at the name of the socket until it is another one's: to call in vain, by exceptions, takes a good part of a
    // processor from the one that starts.
    private static async Task WaitForAnswerAsync(
        AgentHost agent, Role role, DateTime boundAt, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (File.GetLastWriteTimeUtc(agent.Layout.Socket(role)) == boundAt
            || await agent.TryStatusAsync(role, cancellationToken) is null)
        {
            if (clock.Elapsed > Deadline) throw new TimeoutException($"no new {role.ProgramName()} answers");
            await Task.Delay(LookPeriod, cancellationToken);
        }
    }

    private static async Task<Figures> StopAsync(
        AgentHost agent, Role role, int count, CancellationToken cancellationToken)
    {
        var figures = new Figures($"{role.ProgramName()} stopped: killed by {role.Peer().ProgramName()}");
        for (var i = 0; i < count; i++)
        {
            await agent.WaitForPairAsync(Deadline, cancellationToken);
            // A few pings: what is timed is the hang of a member that has run for a while, not of one that starts.
            await Task.Delay(PingInterval * 5, cancellationToken);
            var log = new LogReader(agent.Layout.LogFile(role.Peer()));
            var before = agent.MustFind(role);
            var stoppedAt = DateTime.UtcNow;
            Signals.Send(before, Signal.SIGSTOP);
            await agent.WaitForSuccessorAsync(role, before, Deadline, cancellationToken);
            if (log.FindHang(before.Pid) is { } killedAt) figures.Add((killedAt - stoppedAt).TotalMilliseconds);
        }
        return figures;
    }

    private static void Print(IReadOnlyList<string> rows, int count, bool isUntouched)
    {
        var sameness = isUntouched ? "was the same before and after" : "was NOT the same: it was restarted";
        var report = $"""
            `./build.sh bench revival --count {count}` on {Environment.ProcessorCount} processors with a load average of
            {MachineLoad.Read()} (1, 5 and 15 minutes), in milliseconds:

            | what | times | p50 | p99 | max |
            | --- | ---: | ---: | ---: | ---: |
            {string.Join('\n', rows)}

            pingTimeout is {PingTimeout.TotalSeconds:0} s and pingInterval {PingInterval.TotalMilliseconds:0} ms where a member is stopped: at most 10 % over the
            timeout is asked for. The sub-agent's process {sameness}.

            An end is seen once the kernel has ended every thread and taken back all memory: no watcher sees it before
            that, and the rows of bare C tell how long it takes for a process like spm. What spm adds are its
            connections and files; what the peer adds is its own waking.
            """;
        Console.WriteLine(report);
        var file = Path.Combine(PublishedPrograms.Tree, "docs/measurements/REVIVAL.md");
        File.WriteAllText(file, $"""
            # Detection and revival, measured

            Each member is killed with SIGKILL: soon after its start (a random pause of 0 to 300 ms, in which it still
            works, and gives no memory back), and at rest ({RestMilliseconds} to {RestMilliseconds + PauseMillisecondsMax} ms,
            with a ping every {PingInterval.TotalMilliseconds:0} ms: as it is after 15 s at the standard interval). "Seen"
            is the moment that its peer writes down; "answers" is the first status reply of the successor, asked
            for within 1 ms of its socket's being there, and not before {Still.TotalMilliseconds:0} ms: until then the
            bench sleeps. The server, which has a machine of its own elsewhere, gets a processor only while nothing else
            wants one (SCHED_IDLE). Then each is stopped with SIGSTOP; "killed" is when its peer writes down that
            it hangs, and kills it.

            {report}

            """);
    }
}
