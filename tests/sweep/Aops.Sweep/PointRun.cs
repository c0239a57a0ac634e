using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Sweep;

/// <summary>One run of a scenario: from the template to the end, with or without a kill in between.</summary>
/// <param name="tracer">The tracer's program.</param>
/// <param name="lane">The host.</param>
public sealed class PointRun(string tracer, HostFixture lane, Scenario scenario)
{
    /// <summary>Longest time from the kill to a whole host.</summary>
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    // A state in which the host may stay counts only if it stays in it.
    private static readonly TimeSpan StayTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

    private Dictionary<string, ProcessIdentity> _subAgents = [];

    /// <summary>Called after both members were killed and before the host boots; null for nothing.</summary>
    public Action? BetweenDeathAndBoot { get; init; }

    /// <summary>Runs it without a kill, and writes down every point.</summary>
    /// <returns>Their keys, in their order.</returns>
    public async Task<IReadOnlyList<string>> RecordAsync(CancellationToken cancellationToken)
    {
        using var pair = await BeginAsync(null, cancellationToken);
        await WaitAsync($"{scenario.Name} is done", (s, _) => scenario.IsDone(s), RecoveryTime, cancellationToken);
        // What follows the commit (links, programs, old slots) has points of its own.
        await Task.Delay(StayTime, cancellationToken);
        return pair.ReadPoints();
    }

    /// <summary>Runs it with a kill, and looks at what is left.</summary>
    /// <param name="point">Where to kill.</param>
    public async Task<Outcome> KillAsync(CrashPoint point, CancellationToken cancellationToken)
    {
        try
        {
            using var pair = await BeginAsync(point, cancellationToken);
            return await KillAsync(pair, point, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            return Result(point, Verdict.Brick, e.Message);
        }
    }

    private static Outcome Result(CrashPoint point, Verdict verdict, string? fault = null) =>
        new(point.Scenario, point.ToString(), verdict, fault) { Kind = point.Key };

    private async Task<Outcome> KillAsync(TracedPair pair, CrashPoint point, CancellationToken cancellationToken)
    {
        try
        {
            var killed = await WaitForKillAsync(pair, cancellationToken);
            if (killed is null) return Result(point, Verdict.NotReached);
            var killedAt = DateTimeOffset.UtcNow;
            if (point.Target == Target.Both) await BootAsync(killed, cancellationToken);
            await WaitForRestAsync(killedAt, cancellationToken);
            var faults = await new HostCheck(lane, scenario, _subAgents).FindFaultsAsync(cancellationToken);
            return faults.Count == 0
                ? Result(point, Verdict.Whole)
                : Result(point, Verdict.Brick, string.Join("; ", faults));
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            // Described before the processes are ended, since what runs is part of the answer.
            return Result(point, Verdict.Brick, $"{e.Message}\n{pair.Describe()}\n{lane.Agent.LogTail()}");
        }
    }

    private async Task<TracedPair> BeginAsync(CrashPoint? point, CancellationToken cancellationToken)
    {
        await lane.RestoreAsync(scenario.Begin, cancellationToken);
        await lane.WantAsync(Scenario.DesiredBefore(), cancellationToken);
        var pair = TracedPair.Start(tracer, lane.Agent, lane.TraceFile, point);
        try
        {
            var status = await WaitAsync("both members and all sub-agents run", (s, _) =>
                s.Agent.SpaPid is not null && s.LastHeartbeatAt is not null
                && s.SubAgents.Count(a => a is { State: Contracts.Wire.ProcessState.Running, Pid: > 0 }) == 2,
                StartTime, cancellationToken);
            _subAgents = status.SubAgents.ToDictionary(a => a.Name, a => ProcessIdentity.TryRead(a.Pid!.Value)
                ?? throw new InvalidOperationException($"sub-agent {a.Name} ended before the order"));
            pair.Arm();
            await scenario.OrderAsync(lane, cancellationToken);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    // Null: the scenario and its follow-up ended without reaching the point.
    private async Task<IReadOnlyList<int>?> WaitForKillAsync(TracedPair pair, CancellationToken cancellationToken)
    {
        TimeSpan? doneSince = null;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (pair.ReadKilled() is { } killed) return killed;
            if (clock.Elapsed > RecoveryTime)
                throw new TimeoutException($"{scenario.Name} was neither killed nor done");
            if (doneSince is null && await lane.Agent.TryStatusAsync(Role.Spm, cancellationToken) is { } status
                && scenario.IsDone(status))
            {
                doneSince = clock.Elapsed;
            }
            if (clock.Elapsed - doneSince > StayTime) return null;
            await Task.Delay(LookPeriod, cancellationToken);
        }
    }

    // Without a service manager the guard starts a killed pair after a second, so the boot comes earlier.
    private async Task BootAsync(IReadOnlyList<int> killed, CancellationToken cancellationToken)
    {
        await Eventually.HoldsAsync("both members are dead", StartTime,
            () => killed.All(pid => ProcessIdentity.TryRead(pid) is null), cancellationToken);
        BetweenDeathAndBoot?.Invoke();
        (await lane.Agent.ServiceAsync(cancellationToken, "start")).MustSucceed();
    }

    private async Task WaitForRestAsync(DateTimeOffset killedAt, CancellationToken cancellationToken)
    {
        TimeSpan? stays = null;
        await WaitAsync($"one whole version with accepted heartbeats after {scenario.Name}", (status, now) =>
        {
            var isOne = status.Agent.SpaVersion == status.Agent.Version && status.LastHeartbeatAt > killedAt;
            if (isOne && scenario.IsDone(status)) return true;
            stays = isOne && scenario.MayStay(status) ? stays ?? now : null;
            return now - stays > StayTime;
        }, RecoveryTime, cancellationToken);
    }

    private async Task<StatusReply> WaitAsync(
        string what, Func<StatusReply, TimeSpan, bool> fits, TimeSpan deadline, CancellationToken cancellationToken)
    {
        StatusReply? last = null;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < deadline)
        {
            if (await lane.Agent.TryStatusAsync(Role.Spm, cancellationToken) is { } status)
            {
                if (fits(status, clock.Elapsed)) return status;
                last = status;
            }
            // Polled rarely, since the process that answers runs under a tracer.
            await Task.Delay(LookPeriod, cancellationToken);
        }
        throw new TimeoutException($"not within {deadline.TotalSeconds:0} s: {what}; last seen: {Describe(last)}");
    }

    private static string Describe(StatusReply? status) => status is null
        ? "no answer"
        : $"spm {status.Agent.Version}, spa {status.Agent.SpaVersion ?? "away"}, upgrade " +
            $"{status.Agent.Upgrade?.Phase.ToString() ?? "none"} {status.Agent.Upgrade?.Reason}, " +
            $"heartbeat {status.HeartbeatFault ?? "accepted"}, " +
            string.Join(", ", status.SubAgents.Select(s => $"{s.Name} {s.Version} {s.State}"));
}
