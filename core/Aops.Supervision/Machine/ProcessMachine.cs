using System.Globalization;
using Aops.Contracts.SubAgents;
using static Aops.Contracts.Wire.ProcessState;
using static Aops.Supervision.Machine.ProcessTrigger;

namespace Aops.Supervision.Machine;

/// <summary>
/// The states of one supervised process as a table of state × trigger. A pair that is not in the table changes
/// nothing.
/// <para>Invariants: a start is requested only while there is no child; every stop has a deadline; an exit leads to
/// a backoff unless the run was healthy; a wanted process ends up Running, in Backoff, Failed, or Completed by its
/// own policy; a process that systemd stops by an order (shutdown, a slice) has not failed and is started again; no
/// process starts before those that it depends on.</para>
/// </summary>
internal static class ProcessMachine
{
    /// <summary>A shorter run never counts as healthy, whatever the specification says; prevents a hot loop.</summary>
    public static readonly TimeSpan HealthyRunMin = TimeSpan.FromSeconds(1);

    /// <summary>Time limit for the set-up of a child up to its exec, and for a starter up to its exit.</summary>
    public static readonly TimeSpan SpawnDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Time between two kills of a group that does not exit.</summary>
    public static readonly TimeSpan KillAgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait before another start, after systemd stopped the process or refused a start.</summary>
    public static readonly TimeSpan HoldTimeMax = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Shortest wait after the exit of a process with dependencies: one cause may have ended them all, and their
    /// exits are reported one by one.
    /// </summary>
    public static readonly TimeSpan CommonCauseTime = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);

    /// <summary>The next state and the actions for it. Pure.</summary>
    public static ProcessStep Next(
        ProcessModel model, ProcessEvent happened, SubAgentSpec spec, TimeSpan now, Random random)
    {
        switch (model.State, happened.Trigger)
        {
            // It waits already, and for another reason now.
            case (Stopped, DependenciesLost) when model is { Wanted: true, Completed: false, DependenciesMet: false }:
                return Begin(model with { Cycle = happened.Detail }, spec, now);
            case (_, DependenciesLost):
                return new(model with { DependenciesMet = false, Cycle = happened.Detail }, ProcessActions.None);
            case (Stopped, DependenciesMet) when model is { Wanted: true, Completed: false }:
                return Begin(model with { DependenciesMet = true, Cycle = null }, spec, now);
            case (_, DependenciesMet):
                return new(model with { DependenciesMet = true, Cycle = null }, ProcessActions.None);

            case (Stopped or Failed or Backoff, StartWanted or RestartWanted):
            case (Stopped or Failed or Backoff, SpecChanged) when model.Wanted:
                return Begin(model with { Wanted = true, Completed = false, DeathsInARow = 0 }, spec, now);
            case (Stopping, RestartWanted):
            case (_, StartWanted):
                return new(model with { Wanted = true }, ProcessActions.None);
            case (Starting or Running, RestartWanted):
                return Stop(model with { Wanted = true, DeathsInARow = 0 }, StopReason.Order, null, spec, now);
            case (Starting or Running, SpecChanged):
                return Stop(model with { Wanted = true }, StopReason.Order, null, spec, now);

            case (Stopped or Failed or Backoff, VersionChanged) when model.Wanted:
                return Begin(Fresh(model), spec, now);
            case (Stopped or Failed or Backoff, VersionChanged):
                return new(Fresh(model), ProcessActions.None);
            case (Starting or Running, VersionChanged):
                return Stop(model, StopReason.NewVersion, null, spec, now);
            case (Stopping, VersionChanged):
                return new(model with { StopReason = StopReason.NewVersion, Fault = null }, ProcessActions.None);

            case (Stopped or Failed or Backoff, StopWanted):
                return new(Rest(model with { Wanted = false }), ProcessActions.None);
            case (Starting or Running, StopWanted):
                return Stop(model with { Wanted = false }, StopReason.Order, null, spec, now);
            case (Stopping, StopWanted):
                return new(model with { Wanted = false, Fault = null }, ProcessActions.None);

            case (Starting, Spawned) when spec.Readiness is { } readiness:
                return new(
                    model with { HasChild = true, Deadline = ReadinessDeadline(readiness, now) },
                    ProcessActions.BeginReadiness);
            case (Starting, Spawned):
                return Up(model with { HasChild = true }, now);
            case (Starting, Ready) when model.HasChild:
                return Up(model, now);
            case (Starting, ReadinessTimedOut):
                return Stop(model, StopReason.Fault, TooLate(model, spec), spec, now);
            case (Starting or Running, MemoryExceeded):
            case (Running, LivenessLost):
                return Stop(model, StopReason.Fault, happened.Detail, spec, now);
            case (Starting, SpawnFailed):
            case (Starting or Running, Exited):
                return Die(model, happened, spec, now, random);

            case (Starting or Running, Held):
            case (Stopping, Held) when model.Wanted:
                return Hold(model, happened, now);
            case (Stopping, Held):
                return new(
                    Rest(model with { LastExit = happened.Exit ?? model.LastExit }), ProcessActions.EndProbes);
            case (Starting or Running, Replaced):
                return Replace(model, happened, spec, now);
            case (Stopping, Replaced):
                return new(model with { HasChild = true, LastExit = happened.Exit }, ProcessActions.Signal);

            case (Backoff, BackoffElapsed):
                return Begin(model with { Restarts = model.Restarts + 1 }, spec, now);
            case (Backoff, HoldElapsed):
                return Begin(model, spec, now);

            case (Stopping, Spawned):
                return new(model with { HasChild = true }, ProcessActions.Signal);
            case (Stopping, Exited or SpawnFailed):
                return Gone(model, happened, spec, now, random);
            case (Stopping, StopTimedOut):
                return new(
                    model with { Deadline = new(now + KillAgainAfter, StopTimedOut) }, ProcessActions.KillGroup);

            case (Stopped, RestoredWanted):
                return new(model with { Wanted = true }, ProcessActions.None);
            case (Stopped, Adopted):
                return Adopt(model, happened, spec, now);
            case (Stopped, ExitedWhileUnsupervised) when model.Wanted:
                return Die(model with { UpSince = now - happened.RanFor }, happened, spec, now, random);
            case (Stopped, ExitedWhileUnsupervised):
                return new(model with { LastExit = happened.Detail }, ProcessActions.None);

            default:
                return new(model, ProcessActions.None);
        }
    }

    private static ProcessStep Begin(ProcessModel model, SubAgentSpec spec, TimeSpan now) =>
        model.DependenciesMet
            ? Spawning(model, spec, now)
            : new(
                Rest(model) with { Fault = model.Cycle ?? "waits until what it depends on is ready" },
                ProcessActions.None);

    private static ProcessStep Spawning(ProcessModel model, SubAgentSpec spec, TimeSpan now) => new(
        model with
        {
            State = Starting,
            HasChild = false,
            UpSince = null,
            Deadline = new(now + SpawnTime(spec), ReadinessTimedOut),
        },
        ProcessActions.Spawn);

    private static ProcessStep Hold(ProcessModel model, ProcessEvent happened, TimeSpan now)
    {
        var wait = HoldTime * Math.Pow(2, Math.Min(model.HoldsInARow, 10));
        if (wait > HoldTimeMax) wait = HoldTimeMax;
        return new(
            Rest(model) with
            {
                State = Backoff,
                HoldsInARow = model.HoldsInARow + 1,
                LastExit = happened.Exit ?? model.LastExit,
                Deadline = new(now + wait, HoldElapsed),
                Fault = string.Create(CultureInfo.InvariantCulture,
                    $"{happened.Detail}; started again in {wait.TotalSeconds:0} s"),
            },
            ProcessActions.EndProbes);
    }

    // Ordered by another process: counts as a restart, not as a failure.
    private static ProcessStep Replace(ProcessModel model, ProcessEvent happened, SubAgentSpec spec, TimeSpan now)
    {
        var another = model with { Restarts = model.Restarts + 1, LastExit = happened.Exit };
        var step = Adopt(another, happened with { WasReady = false, RanFor = TimeSpan.Zero }, spec, now);
        return step with { Actions = ProcessActions.EndProbes | step.Actions };
    }

    private static ProcessStep Up(ProcessModel model, TimeSpan now) => new(
        model with { State = Running, UpSince = now, Deadline = null, Fault = null, HoldsInARow = 0 },
        ProcessActions.EndProbes | ProcessActions.BeginLiveness);

    private static ProcessStep Adopt(ProcessModel model, ProcessEvent happened, SubAgentSpec spec, TimeSpan now) =>
        spec.Readiness is { } readiness && !happened.WasReady
            ? new(
                model with
                {
                    State = Starting, HasChild = true, UpSince = null, Deadline = ReadinessDeadline(readiness, now),
                },
                ProcessActions.BeginReadiness)
            : Up(model with { HasChild = true }, now - happened.RanFor);

    private static ProcessStep Stop(
        ProcessModel model, StopReason reason, string? fault, SubAgentSpec spec, TimeSpan now) => new(
        model with
        {
            State = Stopping,
            StopReason = reason,
            Fault = fault is null ? null : $"{fault}; stopping it",
            Deadline = new(now + TimeSpan.FromSeconds(spec.Stop.DeadlineSeconds), StopTimedOut),
        },
        ProcessActions.EndProbes | (model.HasChild ? ProcessActions.Signal : ProcessActions.None));

    // The end of a stop: its reason decides whether it was a failure.
    private static ProcessStep Gone(
        ProcessModel model, ProcessEvent happened, SubAgentSpec spec, TimeSpan now, Random random)
    {
        if (model.Wanted && model.StopReason == StopReason.Fault)
            return Die(model, happened with { Success = false }, spec, now, random);
        var ended = model.StopReason == StopReason.NewVersion
            ? Fresh(model with { HasChild = false })
            : model with { HasChild = false, LastExit = happened.Detail };
        return model.Wanted ? Begin(ended with { Fault = null }, spec, now) : new(Rest(ended), ProcessActions.None);
    }

    private static ProcessStep Die(
        ProcessModel model, ProcessEvent happened, SubAgentSpec spec, TimeSpan now, Random random)
    {
        var restart = spec.Restart;
        var dead = model with
        {
            HasChild = false,
            UpSince = null,
            Deadline = null,
            LastExit = happened.Trigger == SpawnFailed ? model.LastExit : happened.Detail,
            LastDeath = Why(model, happened),
        };
        if (restart.Policy == RestartPolicy.Never || (restart.Policy == RestartPolicy.OnFailure && happened.Success))
        {
            return happened.Success
                ? new(Rest(dead) with { Completed = true }, ProcessActions.EndProbes)
                : new(Fail(dead, $"{Why(model, happened)}; its policy is not to start it again"),
                    ProcessActions.EndProbes);
        }
        if (WasHealthy(model, restart, now))
        {
            if (spec.DependsOn.Count > 0)
                return Wait(dead with { DeathsInARow = 0 }, CommonCauseTime, now, fault: null);
            var again = Begin(
                dead with { DeathsInARow = 0, Restarts = model.Restarts + 1, Fault = null }, spec, now);
            return again with { Actions = again.Actions | ProcessActions.EndProbes };
        }
        var deaths = model.DeathsInARow + 1;
        if (restart.StartLimit > 0 && deaths >= restart.StartLimit)
        {
            return new(
                Fail(dead with { DeathsInARow = deaths },
                    $"{Why(model, happened)}; given up after {deaths} deaths in a row, until it is ordered to start"),
                ProcessActions.EndProbes);
        }
        var wait = RestartBackoff.Of(restart).NextDelay(deaths, random);
        if (spec.DependsOn.Count > 0 && wait < CommonCauseTime) wait = CommonCauseTime;
        return Wait(dead with { DeathsInARow = deaths }, wait, now, string.Create(CultureInfo.InvariantCulture,
            $"{Why(model, happened)}; death {deaths} in a row, next start in {wait.TotalSeconds:0.00} s"));
    }

    private static ProcessStep Wait(ProcessModel dead, TimeSpan wait, TimeSpan now, string? fault) => new(
        dead with { State = Backoff, Deadline = new(now + wait, BackoffElapsed), Fault = fault },
        ProcessActions.EndProbes);

    private static bool WasHealthy(ProcessModel model, RestartSpec restart, TimeSpan now)
    {
        var healthy = TimeSpan.FromSeconds(restart.HealthyAfterSeconds);
        if (healthy < HealthyRunMin) healthy = HealthyRunMin;
        return model.UpSince is { } up && now - up >= healthy;
    }

    private static ProcessModel Fresh(ProcessModel model) => model with
    {
        Restarts = 0, DeathsInARow = 0, LastExit = null, LastDeath = null, Completed = false, Fault = null,
    };

    // The fault that caused the stop says more than the signal that ended the process.
    private static string Why(ProcessModel model, ProcessEvent happened) =>
        model is { State: Stopping, Fault: { } fault }
            ? $"{fault}: {happened.Detail}"
            : happened.Detail ?? "ended";

    // However it ended: what rests has no fault, unless it waits for something.
    private static ProcessModel Rest(ProcessModel model) => model with
    {
        State = Stopped, HasChild = false, UpSince = null, Deadline = null, Fault = null,
    };

    private static ProcessModel Fail(ProcessModel model, string fault) =>
        model with { State = Failed, Fault = fault };

    // For a forking sub-agent the readiness deadline also applies to its starter.
    private static TimeSpan SpawnTime(SubAgentSpec spec) =>
        spec is { Type: ProcessType.Forking, Readiness: { } readiness }
            ? TimeSpan.FromSeconds(readiness.DeadlineSeconds)
            : SpawnDeadline;

    private static string TooLate(ProcessModel model, SubAgentSpec spec) =>
        spec.Type == ProcessType.Forking && !model.HasChild
            ? $"has left no daemon in the background within {SpawnTime(spec).TotalSeconds:0} s"
            : "not ready in time";

    private static ProcessDeadline ReadinessDeadline(ProbeSpec readiness, TimeSpan now) =>
        new(now + TimeSpan.FromSeconds(readiness.DeadlineSeconds), ReadinessTimedOut);
}
