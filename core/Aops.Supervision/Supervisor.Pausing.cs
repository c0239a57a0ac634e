using Aops.Contracts.SubAgents;
using Aops.Supervision.Machine;

namespace Aops.Supervision;

/// <summary>
/// A pause of all sub-agents: each that is to run is stopped, noted in its checkpoint, and started again by
/// <see cref="ResumeAsync"/>. One that an operator has stopped before stays stopped then.
/// </summary>
public sealed partial class Supervisor
{
    // None is started while paused; while pausing, each that may be stopped by now is.
    private bool _paused;
    private bool _pausing;

    /// <summary>
    /// Stops all sub-agents, each before those that it depends on, and waits for their exit. Until
    /// <see cref="ResumeAsync"/> none is started, whatever is applied.
    /// </summary>
    public async Task PauseAsync()
    {
        var stopped = await _loop.InvokeAsync(() =>
        {
            _paused = _pausing = true;
            var wait = AddWait(() => !_processes.Values.Any(p => p.IsLive) ? true : null);
            StopNext();
            return wait;
        }).ConfigureAwait(false);
        await stopped.ConfigureAwait(false);
        await _loop.InvokeAsync(() => _pausing = false).ConfigureAwait(false);
        await _context.Writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Ends a pause: starts what it stopped, each after those that it depends on.</summary>
    public async Task ResumeAsync()
    {
        await _loop.InvokeAsync(() =>
        {
            _paused = _pausing = false;
            foreach (var process in _processes.Values.Where(p => p.ResumesAfterPause).ToArray())
            {
                process.ResumesAfterPause = false;
                process.Feed(new(ProcessTrigger.StartWanted));
                process.Save();
            }
            return true;
        }).ConfigureAwait(false);
        await _context.Writer.FlushAsync().ConfigureAwait(false);
    }

    // What was given up, or has ended by its own policy, is no part of the pause.
    private static bool MayRun(SupervisedProcess process) =>
        process.Model is { Wanted: true, Completed: false } && process.Model.State != ProcessState.Failed;

    private void Want(SupervisedProcess process)
    {
        if (_paused) process.ResumesAfterPause = true;
        else process.Feed(new(ProcessTrigger.StartWanted));
    }

    private void StopForPause(SupervisedProcess process)
    {
        process.ResumesAfterPause = true;
        process.Feed(new(ProcessTrigger.StopWanted));
    }
}
