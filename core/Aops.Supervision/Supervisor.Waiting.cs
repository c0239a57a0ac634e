using Aops.Contracts.SubAgents;

namespace Aops.Supervision;

/// <summary>Waiting for a sub-agent to get where it is wanted.</summary>
public sealed partial class Supervisor
{
    /// <summary>Waits until a version of a sub-agent is ready.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version.</param>
    /// <param name="deadline">Longest wait.</param>
    /// <param name="cancellation">Gives up the wait.</param>
    /// <returns>False after the deadline, or as soon as it is given up (<see cref="ProcessState.Failed"/>).</returns>
    public async Task<bool> WaitReadyAsync(
        string name, string version, TimeSpan deadline, CancellationToken cancellation)
    {
        var wait = await _loop.InvokeAsync(() => AddWait(() =>
            !_processes.TryGetValue(name, out var process) || process.Spec.Version != version ? null
            : process.Model.State switch
            {
                ProcessState.Running => true,
                ProcessState.Failed => false,
                _ => null,
            })).ConfigureAwait(false);
        try
        {
            return await wait.WaitAsync(deadline, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            _loop.Post(() => _waits.RemoveAll(w => w.Task == wait));
        }
    }

    /// <summary>Waits until a sub-agent has no process any more; one that is not known has none.</summary>
    /// <param name="name">Its name.</param>
    public async Task WaitStoppedAsync(string name) =>
        await await _loop.InvokeAsync(() => AddWait(() =>
            _processes.TryGetValue(name, out var process) && process.IsLive ? null : true)).ConfigureAwait(false);

    private Task<bool> AddWait(Func<bool?> condition)
    {
        var wait = new StatusWait(condition);
        if (!wait.TryEnd()) _waits.Add(wait);
        return wait.Task;
    }
}
