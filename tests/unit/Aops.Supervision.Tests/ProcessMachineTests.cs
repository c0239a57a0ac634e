using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Supervision.Machine;

namespace Aops.Supervision.Tests;

public sealed class ProcessMachineTests
{
    private static readonly SubAgentSpec Spec = World.Spec("a") with
    {
        Readiness = new ProbeSpec { Kind = ProbeKind.Tcp, Address = "127.0.0.1:1" },
    };

    // A model as it is in each state after what leads there.
    private static ProcessModel In(ProcessState state) => ProcessModel.Initial with
    {
        State = state,
        Wanted = state is not ProcessState.Stopped,
        HasChild = state is ProcessState.Starting or ProcessState.Running or ProcessState.Stopping,
        UpSince = state == ProcessState.Running ? TimeSpan.Zero : null,
    };

    private static ProcessStep Next(ProcessModel model, ProcessTrigger trigger, double now = 0.5) =>
        ProcessMachine.Next(model, new(trigger, "why"), Spec, TimeSpan.FromSeconds(now), new Random(1));

    /// <summary>The whole table: each trigger's next state, from Stopped, Starting, Running, Backoff, Stopping, Failed.</summary>
    public static TheoryData<string, string> Table => new()
    {
        { "StartWanted", "Starting Starting Running Starting Stopping Starting" },
        { "StopWanted", "Stopped Stopping Stopping Stopped Stopping Stopped" },
        { "RestartWanted", "Starting Stopping Stopping Starting Stopping Starting" },
        { "SpecChanged", "Stopped Stopping Stopping Starting Stopping Starting" },
        { "VersionChanged", "Stopped Stopping Stopping Starting Stopping Starting" },
        { "DependenciesMet", "Stopped Starting Running Backoff Stopping Failed" },
        { "DependenciesLost", "Stopped Starting Running Backoff Stopping Failed" },
        { "Spawned", "Stopped Starting Running Backoff Stopping Failed" },
        { "SpawnFailed", "Stopped Backoff Running Backoff Starting Failed" },
        { "Ready", "Stopped Running Running Backoff Stopping Failed" },
        { "ReadinessTimedOut", "Stopped Stopping Running Backoff Stopping Failed" },
        { "LivenessLost", "Stopped Starting Stopping Backoff Stopping Failed" },
        { "MemoryExceeded", "Stopped Stopping Stopping Backoff Stopping Failed" },
        { "Exited", "Stopped Backoff Backoff Backoff Starting Failed" },
        { "Held", "Stopped Backoff Backoff Backoff Backoff Failed" },
        { "HoldElapsed", "Stopped Starting Running Starting Stopping Failed" },
        { "Replaced", "Stopped Starting Starting Backoff Stopping Failed" },
        { "BackoffElapsed", "Stopped Starting Running Starting Stopping Failed" },
        { "StopTimedOut", "Stopped Starting Running Backoff Stopping Failed" },
        { "RestoredWanted", "Stopped Starting Running Backoff Stopping Failed" },
        { "Adopted", "Starting Starting Running Backoff Stopping Failed" },
        { "ExitedWhileUnsupervised", "Stopped Starting Running Backoff Stopping Failed" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void EveryPair_LeadsWhereTheTableSays(string trigger, string states)
    {
        var reached = Enum.GetValues<ProcessState>().Select(state => ProcessMachine.Next(
            In(state), new(Enum.Parse<ProcessTrigger>(trigger), "why", WasReady: false), Spec,
            TimeSpan.FromSeconds(0.5), new Random(1)).Model.State);

        Assert.Equal(states, string.Join(' ', reached));
    }

    [Fact]
    public void Table_NamesEveryTrigger() =>
        Assert.Equal(Enum.GetNames<ProcessTrigger>().Order(), Table.Select(row => row.Data.Item1).Order());

    // A process that is being stopped for a fault may be ordered to stop meanwhile, or have failed before.
    [Theory]
    [InlineData(ProcessState.Running)]
    [InlineData(ProcessState.Starting)]
    [InlineData(ProcessState.Stopping)]
    [InlineData(ProcessState.Backoff)]
    [InlineData(ProcessState.Failed)]
    public void StopThatIsWanted_IsNoFault_HoweverItEnds(ProcessState state)
    {
        var faulty = In(state) with { Fault = "hangs; stopping it", StopReason = StopReason.Fault };

        var stopping = Next(faulty, ProcessTrigger.StopWanted).Model;
        var killed = Next(stopping, ProcessTrigger.StopTimedOut).Model;
        var ended = Next(killed, ProcessTrigger.Exited).Model;
        var held = Next(stopping, ProcessTrigger.Held).Model;

        Assert.All([stopping, killed, ended, held], model => Assert.Null(model.Fault));
        Assert.Equal((ProcessState.Stopped, ProcessState.Stopped), (ended.State, held.State));
    }

    [Fact]
    public void Case_D1_TakenDownByItsOwner_IsNoDeath_AndAskedForAgainAtAGrowingPace()
    {
        var model = In(ProcessState.Running) with { Restarts = 3, DeathsInARow = 1 };
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            model = Next(model, ProcessTrigger.Held, now: 0).Model;
            waits.Add(model.Deadline!.Value.Due.TotalSeconds);
            model = Next(model, ProcessTrigger.HoldElapsed, now: 0).Model;
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
        Assert.Equal((3, 1, ProcessState.Starting), (model.Restarts, model.DeathsInARow, model.State));
    }

    [Fact]
    public void Case_D6_Replaced_CountsAsARestart_AndAsNoDeath()
    {
        var model = Next(In(ProcessState.Running) with { Restarts = 3, DeathsInARow = 1 }, ProcessTrigger.Replaced).Model;

        Assert.Equal((4, 1, true), (model.Restarts, model.DeathsInARow, model.HasChild));
    }

    [Theory]
    [InlineData(ProcessState.Running, ProcessTrigger.Exited)]
    [InlineData(ProcessState.Backoff, ProcessTrigger.BackoffElapsed)]
    [InlineData(ProcessState.Backoff, ProcessTrigger.HoldElapsed)]
    [InlineData(ProcessState.Stopping, ProcessTrigger.Exited)]
    public void Case_D2_NoStart_GoesBeforeThoseThatItDependsOn(ProcessState state, object trigger)
    {
        var model = In(state) with { DependenciesMet = false };

        var step = Next(model, (ProcessTrigger)trigger, now: 100);

        Assert.Equal(ProcessState.Stopped, step.Model.State);
        Assert.False(step.Actions.HasFlag(ProcessActions.Spawn));
        Assert.Equal(ProcessState.Starting, Next(step.Model, ProcessTrigger.DependenciesMet).Model.State);
    }

    [Theory]
    [InlineData(ProcessState.Running)]
    [InlineData(ProcessState.Starting)]
    [InlineData(ProcessState.Backoff)]
    [InlineData(ProcessState.Failed)]
    public void OrderToRestart_BeginsANewCountOfDeaths(ProcessState state)
    {
        var model = Next(In(state) with { Restarts = 3, DeathsInARow = 1 }, ProcessTrigger.RestartWanted).Model;
        if (model.State == ProcessState.Stopping) model = Next(model, ProcessTrigger.Exited).Model;

        Assert.Equal((3, 0, ProcessState.Starting), (model.Restarts, model.DeathsInARow, model.State));
    }

    [Fact]
    public void Cycle_IsTheFaultOfAWait_AndEndsWithIt()
    {
        var waiting = Next(In(ProcessState.Failed) with { DependenciesMet = false }, ProcessTrigger.StartWanted).Model;
        var cyclic = Next(waiting, ProcessTrigger.DependenciesLost).Model;
        var started = Next(cyclic, ProcessTrigger.DependenciesMet).Model;

        Assert.Equal((null, "waits until what it depends on is ready"), (waiting.Cycle, waiting.Fault));
        Assert.Equal(("why", "why"), (cyclic.Cycle, cyclic.Fault));
        Assert.Equal((ProcessState.Starting, (string?)null), (started.State, started.Cycle));
    }

    [Fact]
    public void Cycle_OfAProcessThatRuns_HoldsItsNextStart()
    {
        var running = Next(In(ProcessState.Running), ProcessTrigger.DependenciesLost).Model;
        var dead = Next(running, ProcessTrigger.Exited, now: 100).Model;

        Assert.Equal((ProcessState.Running, "why"), (running.State, running.Cycle));
        Assert.Equal((ProcessState.Stopped, "why"), (dead.State, dead.Fault));
    }

    [Fact]
    public void DeathAfterHealthyRun_RestartsAtOnce()
    {
        var healthy = Next(In(ProcessState.Running), ProcessTrigger.Exited, now: 10);
        var short_ = Next(In(ProcessState.Running), ProcessTrigger.Exited, now: 9.9);

        Assert.Equal(ProcessState.Starting, healthy.Model.State);
        Assert.True(healthy.Actions.HasFlag(ProcessActions.Spawn));
        Assert.Equal(ProcessState.Backoff, short_.Model.State);
        Assert.Equal(1, short_.Model.DeathsInARow);
    }

    [Fact]
    public void Backoff_GrowsToItsCap_WithFullJitter()
    {
        var restart = new RestartSpec { BackoffInitialMilliseconds = 100, BackoffFactor = 2, BackoffMaxMilliseconds = 1000 };
        double[] bounds = [.. Enumerable.Range(1, 6).Select(n => RestartBackoff.Of(restart).MaxDelay(n).TotalMilliseconds)];
        Assert.Equal([100, 200, 400, 800, 1000, 1000], bounds);
        Assert.Equal(1000, RestartBackoff.Of(restart).MaxDelay(int.MaxValue).TotalMilliseconds);

        var random = new Random(7);
        var waits = Enumerable.Range(0, 1000).Select(_ => RestartBackoff.Of(restart).NextDelay(6, random).TotalMilliseconds).ToList();
        Assert.All(waits, wait => Assert.InRange(wait, 0, 1000));
        Assert.InRange(waits.Average(), 450, 550);
    }

    [Theory]
    [InlineData(RestartPolicy.Always, true, ProcessState.Backoff)]
    [InlineData(RestartPolicy.Always, false, ProcessState.Backoff)]
    [InlineData(RestartPolicy.OnFailure, true, ProcessState.Stopped)]
    [InlineData(RestartPolicy.OnFailure, false, ProcessState.Backoff)]
    [InlineData(RestartPolicy.Never, true, ProcessState.Stopped)]
    [InlineData(RestartPolicy.Never, false, ProcessState.Failed)]
    public void Policy_DecidesWhatAnEndLeadsTo(RestartPolicy policy, bool success, ProcessState state)
    {
        var step = ProcessMachine.Next(
            In(ProcessState.Running), new(ProcessTrigger.Exited, "exit", success),
            Spec with { Restart = new RestartSpec { Policy = policy } }, TimeSpan.FromSeconds(0.5), new Random(1));

        Assert.Equal(state, step.Model.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void RandomOrders_KeepTheInvariants(int seed)
    {
        var world = new SimulatedProcess(seed);
        for (var i = 0; i < 20_000; i++) world.Step();
        world.SettleWanted();
        world.SettleStopped();
    }
}
