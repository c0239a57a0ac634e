using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;

namespace Aops.Chaos;

/// <summary>
/// Applies faults chosen by a seed, waits at intervals until all is healthy, and ends with a stop and an
/// uninstall. Whether a chosen fault can be applied depends on timing. If it cannot, the next choice of the
/// same seed is taken, so a replay applies the same faults in the same order, apart from those.
/// </summary>
internal sealed class ChaosRun(ChaosOptions options, TextWriter output)
{
    private const int ChoicesMax = 200;
    private const int FaultsBetweenLooks = 10;
    private const int TailLines = 40;

    private static readonly TimeSpan ChoicePause = TimeSpan.FromMilliseconds(5);

    private static readonly Fault[] Faults =
    [
        .. PairFaults.All, .. SubAgentFaults.All, .. FileFaults.All, .. HostFaults.All, .. ReportFaults.All,
        .. MountFaults.All, .. ShellFaults.All, .. EndFaults.All,
    ];

    private static readonly int WeightSum = Faults.Sum(f => f.Weight);

    private readonly List<string> _record = [];
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = new();
    private TimeSpan _calmSlowest;

    /// <summary>Runs.</summary>
    /// <returns>
    /// Null if all checks held; otherwise the failed check with the last faults and the agent's log.
    /// </returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"chaos: seed {options.Seed}, {options.Faults} faults in {options.Duration.TotalMinutes:0.#} min");
        await using var world = await ChaosWorld.CreateAsync(cancellationToken);
        if (!world.HasOwnDisk) output.WriteLine("chaos: no disk is filled, as a tmpfs can be mounted by root only");
        _clock.Start();
        try
        {
            await ApplyAllAsync(world, cancellationToken);
            await EndAsync(world, cancellationToken);
            PrintCounts();
            return null;
        }
        catch (Exception e) when (e is ChaosException or TimeoutException or InvalidOperationException)
        {
            var last = string.Join('\n', _record.TakeLast(TailLines));
            return $"{e.Message}\nseed {options.Seed}, after {_record.Count} faults; the last of them:\n{last}\n" +
                $"{await DescribeAsync(world)}\n{world.Agent.LogTail()}";
        }
    }

    private async Task ApplyAllAsync(ChaosWorld world, CancellationToken cancellationToken)
    {
        var calm = new SteadyStateCheck(world);
        for (var number = 1; number <= options.Faults; number++)
        {
            var random = new Random(FaultSeed.Of(options.Seed, number));
            await PauseAsync(random, options.Faults - number + 1, cancellationToken);
            world.Undo.Run(all: false);
            await ApplyOneAsync(world, random, number, cancellationToken);
            if (number % FaultsBetweenLooks == 0) calm.MustNotBeGone();
            if (number % options.FaultsBetweenCalms != 0 && number != options.Faults) continue;
            world.Undo.Run(all: true);
            var begin = _clock.Elapsed;
            await calm.RunAsync(cancellationToken);
            var took = _clock.Elapsed - begin;
            if (took > _calmSlowest) _calmSlowest = took;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"chaos: {number} faults, {_clock.Elapsed.TotalSeconds:0} s; all healthy again after {took.TotalSeconds:0.0} s"));
        }
    }

    // Spread evenly over what time is left.
    private Task PauseAsync(Random random, int faultsLeft, CancellationToken cancellationToken)
    {
        var mean = (options.Duration - _clock.Elapsed) / faultsLeft;
        return mean > TimeSpan.Zero ? Task.Delay(2 * random.NextDouble() * mean, cancellationToken) : Task.CompletedTask;
    }

    private async Task ApplyOneAsync(ChaosWorld world, Random random, int number, CancellationToken cancellationToken)
    {
        for (var choice = 0; choice < ChoicesMax; choice++)
        {
            var fault = Choose(random);
            if (fault.Apply(world, random) is not { } target)
            {
                await Task.Delay(ChoicePause, cancellationToken);
                world.Undo.Run(all: false);
                continue;
            }
            _record.Add(string.Create(CultureInfo.InvariantCulture,
                $"{number,6} {_clock.Elapsed.TotalSeconds,8:0.000} {fault.Name}: {target}"));
            _counts[fault.Name] = _counts.GetValueOrDefault(fault.Name) + 1;
            return;
        }
        throw new ChaosException($"none of {ChoicesMax} chosen faults could be applied: nothing comes back any more");
    }

    private static Fault Choose(Random random)
    {
        var ticket = random.Next(WeightSum);
        return Faults.First(f => (ticket -= f.Weight) < 0);
    }

    // A fault may have deleted the logs, so the status of spm is added.
    private static async Task<string> DescribeAsync(ChaosWorld world)
    {
        var status = await world.Agent.TryStatusAsync(Role.Spm, CancellationToken.None);
        if (status is null) return "spm does not answer";
        var lines = status.SubAgents.Select(s =>
                $"{s.Name}: {s.State} since {s.Since:O}, pid {s.Pid}, restarts {s.Restarts}, next try {s.NextTry:O}; {s.Fault}")
            .Append($"heartbeat: last {status.LastHeartbeatAt:O}; {status.HeartbeatFault}")
            .Concat(status.Agent.Faults.Select(f => $"fault: {f}"));
        return string.Join('\n', lines);
    }

    // After any faults, the suite can be stopped and removed.
    private static async Task EndAsync(ChaosWorld world, CancellationToken cancellationToken)
    {
        (await world.Agent.ServiceAsync(cancellationToken, "uninstall")).MustSucceed();
        var left = Harness.ProcessesWithin.Find(world.Agent.Layout.Root);
        if (left.Count > 0)
        {
            throw new ChaosException("still running after the uninstall: "
                + string.Join(", ", left.Select(Harness.ProcessesWithin.Describe)));
        }
    }

    private void PrintCounts()
    {
        foreach (var (name, count) in _counts) output.WriteLine($"  {count,6}  {name}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"chaos: {_record.Count} faults in {_clock.Elapsed.TotalMinutes:0.0} min (seed {options.Seed}); ") +
            "one spm, one spa, one of each sub-agent, all healthy, then uninstalled; " +
            string.Create(CultureInfo.InvariantCulture, $"slowest calm {_calmSlowest.TotalSeconds:0.0} s"));
    }
}
