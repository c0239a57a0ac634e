using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Supervision.Machine;
using Aops.Supervision.Starts;

namespace Aops.Supervision;

/// <summary>
/// Stops all sub-agents, each before those that it depends on: for good, or for a pause. A pause is noted in the
/// checkpoint of each that is to run, and its end starts these again; one that an operator has stopped before stays
/// stopped. On the loop only.
/// </summary>
/// <param name="processes">All sub-agents.</param>
/// <param name="starts">Knows what depends on what.</param>
/// <param name="waits">Tells when none is left.</param>
internal sealed class StopSequence(
    IReadOnlyDictionary<string, SupervisedProcess> processes, StartQueue starts, StatusWaits waits)
{
    private bool _isStoppingAll;
    private bool _isPausing;

    /// <summary>Whether none is started until <see cref="Resume"/>.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Begins to stop all for good.</summary>
    /// <returns>Completes when no process is left; <see cref="EndStopAll"/> is to follow.</returns>
    public Task<bool> BeginStopAll()
    {
        _isStoppingAll = true;
        foreach (var process in processes.Values)
        {
            process.Applied = null;
            process.Save();
        }
        return BeginStops();
    }

    /// <summary>Ends a stop of all: what is started afterwards stays.</summary>
    public void EndStopAll() => _isStoppingAll = false;

    /// <summary>Begins a pause.</summary>
    /// <returns>Completes when no process is left; <see cref="EndPausing"/> is to follow.</returns>
    public Task<bool> BeginPause()
    {
        IsPaused = _isPausing = true;
        return BeginStops();
    }

    /// <summary>Ends the stops of a pause, which goes on.</summary>
    public void EndPausing() => _isPausing = false;

    /// <summary>Ends a pause: starts what it stopped, each after those that it depends on.</summary>
    public void Resume()
    {
        IsPaused = _isPausing = false;
        foreach (var process in processes.Values.Where(p => p.ResumesAfterPause).ToArray())
        {
            process.ResumesAfterPause = false;
            process.Feed(new(ProcessTrigger.StartWanted));
            process.Save();
        }
    }

    /// <summary>Starts a sub-agent, or within a pause notes that its end does.</summary>
    public void Start(SupervisedProcess process)
    {
        if (IsPaused) process.ResumesAfterPause = true;
        else process.Feed(new(ProcessTrigger.StartWanted));
    }

    /// <summary>Carries out an operator's order; within a pause it says what follows the pause.</summary>
    public void Order(SupervisedProcess process, SubAgentAction action)
    {
        if (IsPaused)
        {
            process.ResumesAfterPause = action != SubAgentAction.Stop;
            process.Save();
            return;
        }
        process.Feed(new(action switch
        {
            SubAgentAction.Start => ProcessTrigger.StartWanted,
            SubAgentAction.Stop => ProcessTrigger.StopWanted,
            _ => ProcessTrigger.RestartWanted,
        }));
    }

    /// <summary>Takes up a sub-agent that was adopted without a process: within a pause it waits for the end of it.</summary>
    public void OnAdopted(SupervisedProcess process)
    {
        if (IsPaused && !process.IsLive && MayRun(process)) StopForPause(process);
    }

    /// <summary>Goes on after a change of any sub-agent.</summary>
    public void OnChange()
    {
        if (_isStoppingAll || _isPausing) StopNext();
    }

    // What was given up, or has ended by its own policy, is no part of a pause.
    private static bool MayRun(SupervisedProcess process) =>
        process.Model is { Wanted: true, Completed: false } && process.Model.State != ProcessState.Failed;

    private static void StopForPause(SupervisedProcess process)
    {
        process.ResumesAfterPause = true;
        process.Feed(new(ProcessTrigger.StopWanted));
    }

    private Task<bool> BeginStops()
    {
        var wait = waits.Add(() => !processes.Values.Any(p => p.IsLive) ? true : null);
        StopNext();
        return wait;
    }

    private void StopNext()
    {
        var left = processes.Values.Where(p => p.IsLive || IsToStop(p)).Select(p => p.Spec.Name).ToArray();
        foreach (var name in starts.NextToStop(left))
        {
            if (!processes.TryGetValue(name, out var process) || !IsToStop(process)) continue;
            if (_isStoppingAll) process.Feed(new(ProcessTrigger.StopWanted));
            else StopForPause(process);
        }
    }

    private bool IsToStop(SupervisedProcess process) => _isStoppingAll ? process.Model.Wanted : MayRun(process);
}
