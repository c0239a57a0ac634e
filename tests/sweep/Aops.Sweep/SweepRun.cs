using System.Collections.Concurrent;
using System.Diagnostics;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>A whole sweep: packages and a server, some hosts, a recording of each scenario, then point after point.</summary>
/// <param name="arguments">What to try.</param>
/// <param name="output">Told of the progress, and of every brick.</param>
public sealed class SweepRun(SweepArguments arguments, TextWriter output)
{
    // A scenario is recorded more than once: what only some runs come by is a point, too.
    private const int Recordings = 3;

    private readonly Lock _gate = new();
    private readonly List<Outcome> _outcomes = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Runs it.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What came of each point.</returns>
    public async Task<IReadOnlyList<Outcome>> RunAsync(CancellationToken cancellation)
    {
        await using var fleet = new Fleet("sweep");
        await PublishAsync(fleet, cancellation);
        var tracer = await Tracer.BuildAsync(fleet.Root.Path, cancellation);
        var scenarios = Scenario.All.Where(s => arguments.Scenario is null || s.Name == arguments.Scenario).ToList();
        var lanes = await PrepareAsync(fleet, scenarios, cancellation);
        var points = arguments.Replay is { } replay
            ? [.. Enumerable.Repeat(replay, arguments.Times)]
            : await PlanAsync(tracer, lanes, scenarios, cancellation);
        var queue = new ConcurrentQueue<CrashPoint>(points);
        await Task.WhenAll(lanes.Select(lane => DrainAsync(tracer, lane, queue, points.Count, cancellation)));
        lock (_gate) return [.. _outcomes];
    }

    private static async Task PublishAsync(Fleet fleet, CancellationToken cancellation)
    {
        var (workshop, stage) = (fleet.Workshop, fleet.Stage);
        await workshop.InitAsync(cancellation);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, cancellation);
        await workshop.AddAgentAsync(
            stage.BrokenAgent(Scenario.BrokenVersion, "Crash", afterMilliseconds: 100), Scenario.BrokenVersion,
            cancellation);
        const string sleeper = "exec sleep 1000000\n";
        await workshop.AddSubAgentAsync(
            stage.Script(Scenario.Witness, "1.0.0", sleeper), Scenario.Witness, "1.0.0", cancellation);
        foreach (var version in new[] { "1.0.0", "2.0.0" })
        {
            await workshop.AddSubAgentAsync(
                stage.Script(Scenario.Ticker, version, sleeper), Scenario.Ticker, version, cancellation);
        }
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellation);
        await fleet.StartServerAsync(cancellation);
        await fleet.PublishAsync(cancellation);
    }

    private async Task<IReadOnlyList<Lane>> PrepareAsync(
        Fleet fleet, IReadOnlyList<Scenario> scenarios, CancellationToken cancellation)
    {
        var versions = scenarios.Select(s => s.Begin).Append(PublishedPrograms.First).Distinct()
            .Order(StringComparer.Ordinal).ToList();
        var lanes = new List<Lane>();
        for (var i = 0; i < arguments.Lanes; i++)
            lanes.Add(await Lane.PrepareAsync(fleet, fleet.Root.Folder($"lane{i}"), versions, cancellation));
        Say($"{lanes.Count} hosts are ready");
        return lanes;
    }

    private async Task<IReadOnlyList<CrashPoint>> PlanAsync(
        string tracer, IReadOnlyList<Lane> lanes, IReadOnlyList<Scenario> scenarios, CancellationToken cancellation)
    {
        var all = new List<CrashPoint>();
        foreach (var scenario in scenarios)
        {
            var points = new HashSet<CrashPoint>();
            for (var i = 0; i < Recordings; i++)
            {
                var keys = await new PointRun(tracer, lanes[i % lanes.Count], scenario).RecordAsync(cancellation);
                points.UnionWith(SweepPlan.All(scenario.Name, keys));
            }
            if (points.Count == 0) throw new InvalidOperationException($"no call of {scenario.Name} was recorded");
            var distinct = SweepPlan.Distinct(points).ToList();
            Say($"{scenario.Name}: {points.Count} points at {points.DistinctBy(p => p.Key).Count()} kinds of calls; " +
                $"{distinct.Count} points are distinct");
            all.AddRange(arguments.HasRepeats ? points : distinct);
        }
        return SweepPlan.Choose(all, arguments.Sample, arguments.Seed);
    }

    private async Task DrainAsync(
        string tracer, Lane lane, ConcurrentQueue<CrashPoint> queue, int total, CancellationToken cancellation)
    {
        while (queue.TryDequeue(out var point))
        {
            var scenario = Scenario.All.Single(s => s.Name == point.Scenario);
            var outcome = await new PointRun(tracer, lane, scenario).KillAsync(point, cancellation);
            Note(outcome, total);
        }
    }

    private void Note(Outcome outcome, int total)
    {
        const int reportEvery = 100;
        int count;
        lock (_gate)
        {
            _outcomes.Add(outcome);
            count = _outcomes.Count;
        }
        if (outcome.Verdict == Verdict.Brick) Say($"BRICK {outcome.Point}\n    {outcome.Fault}");
        if (count % reportEvery == 0) Say($"{count} of {total} points");
    }

    private void Say(string sentence)
    {
        lock (_gate) output.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0} s  {sentence}");
    }
}
