using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Bench;

/// <summary>
/// What an installed agent costs while nothing happens, with 10 and with 100 sub-agents, at the standard settings:
/// memory (PSS, which shares out what processes have in common; the mean of samples), processor time, and how often
/// spa wakes. Nobody asks it for its state meanwhile; the heartbeats go on.
/// </summary>
internal static class IdleBench
{
    private const string Version = "1.0.0";
    private const double PairMegabytesMax = 24;
    private const double SpaMegabytesMax = 8;
    private const double GrowthMegabytesMax = 1.5;
    private const double SpaWakesASecondMax = 0.2;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // A ping every 5 s is 12 in a minute, or 13 where the minute is cut just so.
    private static readonly double CutWakesASecond = 1 / Window.TotalSeconds;

    // Short, and no part of the 5 s of a ping: what a ping or a heartbeat runs through is there until the next one.
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(430);

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = new Fleet("bench");
        await fleet.Workshop.InitAsync(cancellationToken);
        await fleet.Workshop.AddAgentAsync(
            fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        var names = Enumerable.Range(0, 100).Select(i => $"idle-{i}").ToList();
        foreach (var name in names)
        {
            await fleet.Workshop.AddSubAgentAsync(
                fleet.Stage.Script(name, Version, "exec sleep infinity\n"), name, Version, cancellationToken);
        }
        await fleet.StartServerAsync(cancellationToken);
        await fleet.PublishAsync(cancellationToken);
        var agent = await fleet.InstallAsync(cancellationToken);
        var ten = await MeasureAsync(fleet, agent, names.Take(10), cancellationToken);
        var hundred = await MeasureAsync(fleet, agent, names, cancellationToken);
        var growth = hundred.PairMegabytes - ten.PairMegabytes;
        Print(ten, hundred, growth);
        return ten.PairMegabytes <= PairMegabytesMax && ten.SpaMegabytes <= SpaMegabytesMax
            && ten.SpaWakesASecond <= SpaWakesASecondMax + CutWakesASecond && growth <= GrowthMegabytesMax
            ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static async Task<IdleFigures> MeasureAsync(
        Fleet fleet, AgentHost agent, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.ToList();
        await fleet.OrderSubAgentsAsync(agent,
            wanted.Select(n => new JsonObject { ["name"] = n, ["version"] = Version }), cancellationToken);
        foreach (var name in wanted) await agent.WaitForSubAgentAsync(name, Deadline, cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        var (spm, spa) = (agent.MustFind(Role.Spm).Pid, agent.MustFind(Role.Spa).Pid);
        var (spmCpu, spaCpu, wakes) = (Cpu(spm), Cpu(spa), Wakes(spa));
        var (began, spmPss, spaPss) = (Stopwatch.GetTimestamp(), new List<double>(), new List<double>());
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < Window)
        {
            await Task.Delay(Window - elapsed < SamplePeriod ? Window - elapsed : SamplePeriod, cancellationToken);
            spmPss.Add(Pss(spm));
            spaPss.Add(Pss(spa));
        }
        return new IdleFigures(
            wanted.Count, spmPss.Average(), spaPss.Average(), Cpu(spm) - spmCpu, Cpu(spa) - spaCpu,
            (Wakes(spa) - wakes) / Window.TotalSeconds);
    }

    private static long Cpu(int pid) => ProcStat.TryRead(pid)!.Value.CpuMilliseconds;

    private static double Pss(int pid) =>
        ProcField.Read($"/proc/{pid}/smaps_rollup", "Pss:") / 1024.0;

    // A thread that waited and was woken has switched of its own will.
    private static long Wakes(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .Sum(task => ProcField.Read($"{task}/status", "voluntary_ctxt_switches:"));

    private static void Print(IdleFigures ten, IdleFigures hundred, double growth) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            `./build.sh bench idle` on {Environment.ProcessorCount} processors with a load average of
            {MachineLoad.Read()} (1, 5 and 15 minutes), over {Window.TotalSeconds} s after {Settle.TotalSeconds} s of rest:

            | sub-agents | PSS of spm, MB | of spa | of both | CPU of spm, ms a minute | of spa | spa wakes a second |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            {ten.ToRow()}
            {hundred.ToRow()}

            {hundred.SubAgents - ten.SubAgents} more sub-agents take {growth:0.0} MB. Asked for: both at most {PairMegabytesMax} MB
            and spa at most {SpaMegabytesMax} with 10, at most {GrowthMegabytesMax} MB more with 100, and at most {SpaWakesASecondMax} wakes a
            second. /proc counts processor time in steps of 10 ms.
            """));
}
