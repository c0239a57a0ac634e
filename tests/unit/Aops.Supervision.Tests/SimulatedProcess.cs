using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Supervision.Machine;

namespace Aops.Supervision.Tests;

/// <summary>A kernel and a clock of pretence around the machine, driven by a seed; checks the invariants at each step.</summary>
internal sealed class SimulatedProcess
{
    private static readonly ProcessTrigger[] Orders =
    [
        ProcessTrigger.StartWanted, ProcessTrigger.StopWanted, ProcessTrigger.RestartWanted, ProcessTrigger.SpecChanged,
        ProcessTrigger.DependenciesMet, ProcessTrigger.DependenciesLost, ProcessTrigger.LivenessLost,
        ProcessTrigger.MemoryExceeded, ProcessTrigger.Ready, ProcessTrigger.StopTimedOut, ProcessTrigger.BackoffElapsed,
    ];

    private readonly Random _random;
    private readonly SubAgentSpec _spec;
    private ProcessModel _model = ProcessModel.Initial;
    private TimeSpan _now;
    private bool _starting;
    private bool _alive;
    private bool _killed;
    private int _startsWithoutOrder;
    private TimeSpan _window;

    public SimulatedProcess(int seed)
    {
        _random = new Random(seed);
        _spec = World.Spec("a") with
        {
            Readiness = seed % 2 == 0 ? new ProbeSpec { Kind = ProbeKind.Tcp, Address = "a:1", DeadlineSeconds = 5 } : null,
            Restart = new RestartSpec { StartLimit = seed % 3 == 0 ? 5 : 0, HealthyAfterSeconds = 0 },
        };
    }

    /// <summary>Something that may happen, happens.</summary>
    public void Step()
    {
        switch (_random.Next(6))
        {
            case 0:
                Feed(Orders[_random.Next(Orders.Length)], isOrder: true);
                break;
            case 1 or 2:
                Kernel();
                break;
            default:
                Pass();
                break;
        }
    }

    /// <summary>It is wanted, and its program is sound: it ends up running.</summary>
    public void SettleWanted()
    {
        Feed(ProcessTrigger.DependenciesMet, isOrder: true);
        Feed(ProcessTrigger.StartWanted, isOrder: true);
        for (var i = 0; i < 1000 && _model.State != ProcessState.Running; i++)
        {
            if (_starting) Spawn(succeeds: true);
            else if (_alive && _model.State == ProcessState.Starting) Feed(ProcessTrigger.Ready);
            else Pass();
        }
        Assert.Equal(ProcessState.Running, _model.State);
        Assert.True(_alive);
    }

    /// <summary>It is not wanted, and ignores every signal but SIGKILL: it ends up stopped.</summary>
    public void SettleStopped()
    {
        Feed(ProcessTrigger.StopWanted, isOrder: true);
        for (var i = 0; i < 10 && _model.State != ProcessState.Stopped; i++) Pass();
        Assert.Equal(ProcessState.Stopped, _model.State);
        Assert.False(_alive);
    }

    private void Kernel()
    {
        if (_starting) Spawn(_random.Next(3) > 0);
        else if (_alive) Exit(_random.Next(2) == 0);
    }

    // Time goes on to the machine's deadline, or a little.
    private void Pass()
    {
        if (_killed)
        {
            Exit(success: false);
            return;
        }
        if (_model.Deadline is { } deadline)
        {
            _now = deadline.Due > _now ? deadline.Due : _now;
            Feed(deadline.Trigger);
            return;
        }
        _now += TimeSpan.FromSeconds(_random.NextDouble());
    }

    private void Spawn(bool succeeds)
    {
        _starting = false;
        _alive = succeeds;
        _killed &= succeeds;
        Feed(succeeds ? ProcessTrigger.Spawned : ProcessTrigger.SpawnFailed);
    }

    private void Exit(bool success)
    {
        (_alive, _killed, _starting) = (false, false, false);
        Feed(ProcessTrigger.Exited, success: success);
    }

    private void Feed(ProcessTrigger trigger, bool isOrder = false, bool success = false)
    {
        var step = ProcessMachine.Next(_model, new(trigger, "why", success), _spec, _now, _random);
        _model = step.Model;
        if (step.Actions.HasFlag(ProcessActions.KillGroup)) _killed = _alive || _starting;
        if (step.Actions.HasFlag(ProcessActions.Spawn))
        {
            Assert.False(_alive || _starting, "never two children");
            _starting = true;
            CountStart(isOrder);
        }
        Assert.Equal(_alive, _model.HasChild);
        Assert.True(_model.State != ProcessState.Stopping || _model.Deadline is not null, "every stop has a deadline");
        Assert.True(_model.State != ProcessState.Backoff || _model is { Wanted: true, Deadline: not null });
        Assert.True(_model.State is ProcessState.Starting or ProcessState.Running or ProcessState.Stopping
            || !(_alive || _starting), "a child is never forgotten");
    }

    // No hot loop: without orders, not more than a few starts within a second.
    private void CountStart(bool isOrder)
    {
        if (isOrder || _now - _window > TimeSpan.FromSeconds(1)) (_window, _startsWithoutOrder) = (_now, 0);
        Assert.True(++_startsWithoutOrder <= 15, $"{_startsWithoutOrder} starts within a second");
    }
}
