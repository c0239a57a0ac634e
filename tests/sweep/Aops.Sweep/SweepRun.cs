using System.Collections.Concurrent;
using System.Diagnostics;
using Aops.Harness;
using Aops.Sweep.Power;

namespace Aops.Sweep;

/// <summary>A whole sweep: packages and a server, some hosts, a plan, then one try after the other.</summary>
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
    /// <returns>What came of each try; of those that had come to their end, if it was ended while it tried.</returns>
    public async Task<IReadOnlyList<Outcome>> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = new Fleet("sweep");
        await SweepPackages.PublishAsync(fleet, arguments.Kind, cancellationToken);
        var tracer = await Tracer.BuildAsync(fleet.Root.Path, cancellationToken);
        var scenarios = Scenario.All.Where(s => arguments.Scenario is null || s.Name == arguments.Scenario).ToList();
        var lanes = await PrepareAsync(fleet, scenarios, cancellationToken);
        if (arguments.Kind == SweepKind.Power)
            return await new PowerSweep(arguments, fleet, Say).RunAsync(tracer, lanes[0], cancellationToken);
        var tries = arguments.Kind switch
        {
            SweepKind.Damage => await PlanDamageAsync(tracer, lanes[0], cancellationToken),
            SweepKind.Weather => PlanWeather(fleet, cancellationToken),
            SweepKind.Releases => PlanReleases(cancellationToken),
            _ => await PlanPointsAsync(tracer, lanes, scenarios, cancellationToken),
        };
        var queue = new ConcurrentQueue<Attempt>(tries);
        try
        {
            await Task.WhenAll(lanes.Select(lane => Task.Run(() => DrainAsync(lane, queue, tries.Count), cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Say($"ended before its time, with {queue.Count} of {tries.Count} tries left");
        }
        lock (_gate) return [.. _outcomes];
    }

    private async Task<IReadOnlyList<HostFixture>> PrepareAsync(
        Fleet fleet, IReadOnlyList<Scenario> scenarios, CancellationToken cancellationToken)
    {
        var versions = scenarios.Select(s => s.Begin).Append(PublishedPrograms.First).Distinct()
            .Order(StringComparer.Ordinal).ToList();
        var lanes = new List<HostFixture>();
        for (var i = 0; i < (arguments.Kind == SweepKind.Power ? 1 : arguments.Lanes); i++)
            lanes.Add(await HostFixture.PrepareAsync(fleet, fleet.Root.Folder($"lane{i}"), versions, cancellationToken));
        Say($"{lanes.Count} hosts are ready");
        return lanes;
    }

    private async Task<IReadOnlyList<Attempt>> PlanPointsAsync(
        string tracer, IReadOnlyList<HostFixture> lanes, IReadOnlyList<Scenario> scenarios, CancellationToken cancellationToken)
    {
        IReadOnlyList<CrashPoint> points = arguments.Replay is { } replay
            ? [.. Enumerable.Repeat(replay, arguments.Times)]
            : SweepPlan.Choose(
                await RecordAsync(tracer, lanes, scenarios, cancellationToken), arguments.Sample, arguments.Seed);
        return
        [
            .. points.Select<CrashPoint, Attempt>(point => lane =>
                new PointRun(tracer, lane, Scenario.All.Single(s => s.Name == point.Scenario))
                    .KillAsync(point, cancellationToken)),
        ];
    }

    private async Task<IReadOnlyList<CrashPoint>> RecordAsync(
        string tracer, IReadOnlyList<HostFixture> lanes, IReadOnlyList<Scenario> scenarios, CancellationToken cancellationToken)
    {
        var all = new List<CrashPoint>();
        foreach (var scenario in scenarios)
        {
            var points = new HashSet<CrashPoint>();
            for (var i = 0; i < Recordings; i++)
            {
                var keys = await new PointRun(tracer, lanes[i % lanes.Count], scenario).RecordAsync(cancellationToken);
                points.UnionWith(SweepPlan.All(scenario.Name, keys));
            }
            if (points.Count == 0) throw new InvalidOperationException($"no call of {scenario.Name} was recorded");
            var distinct = SweepPlan.Distinct(points).ToList();
            Say($"{scenario.Name}: {points.Count} points at {points.DistinctBy(p => p.Key).Count()} kinds of calls; " +
                $"{distinct.Count} points are distinct");
            all.AddRange(arguments.HasRepeats ? points : distinct);
        }
        return all;
    }

    private async Task<IReadOnlyList<Attempt>> PlanDamageAsync(
        string tracer, HostFixture lane, CancellationToken cancellationToken)
    {
        await new PointRun(tracer, lane, Scenario.All[0]).RecordAsync(cancellationToken);
        var all = DamagePlan.All(lane.Agent.Layout.Root).ToArray();
        Say($"{all.Length} damages: {all.DistinctBy(d => d.File).Count()} files in " +
            $"{all.DistinctBy(d => d.Phase).Count()} phases");
        new Random(arguments.Seed).Shuffle(all);
        return
        [
            .. all.Take(arguments.Sample ?? all.Length).Select<Damage, Attempt>(damage => free =>
                new DamageRun(tracer, free).RunAsync(damage, cancellationToken)),
        ];
    }

    private IReadOnlyList<Attempt> PlanWeather(Fleet fleet, CancellationToken cancellationToken)
    {
        var kinds = Enum.GetValues<EnvironmentFaults>();
        return
        [
            .. Enumerable.Range(0, arguments.Sample ?? 1).SelectMany(_ => kinds)
                .Select<EnvironmentFaults, Attempt>(weather => async lane =>
                {
                    await using var front = new FaultyFront(fleet.Server);
                    return await new WeatherRun(lane, weather, front).RunAsync(cancellationToken);
                }),
        ];
    }

    private IReadOnlyList<Attempt> PlanReleases(CancellationToken cancellationToken) =>
    [
        .. Enumerable.Range(0, arguments.Sample ?? 1).SelectMany(_ => BadRelease.All)
            .Select<BadRelease, Attempt>(release => lane => new BadReleaseRun(lane, release).RunAsync(cancellationToken)),
    ];

    private async Task DrainAsync(HostFixture lane, ConcurrentQueue<Attempt> queue, int total)
    {
        while (queue.TryDequeue(out var attempt)) Note(await attempt(lane), total);
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
        if (outcome.Verdict == Verdict.Brick) Say($"BRICK {outcome.Name}\n    {outcome.Fault}");
        if (count % reportEvery == 0) Say($"{count} of {total} tries");
    }

    private void Say(string sentence)
    {
        lock (_gate) output.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0} s  {sentence}");
    }
}
