using Aops.Contracts.SubAgents;

namespace Aops.Supervision;

/// <summary>Waits until a sub-agent reaches a state.</summary>
public sealed partial class Supervisor
{
    /// <summary>
    /// Waits until a version of a sub-agent has been up for a time, or has ended as its policy permits. Returns
    /// unhealthy after the deadline, after consecutive failures, and as soon as it has failed
    /// (<see cref="ProcessState.Failed"/>).
    /// </summary>
    /// <param name="rule">The criteria.</param>
    public async Task<HealthVerdict> WaitHealthyAsync(
        string name, string version, HealthRule rule, CancellationToken cancellation)
    {
        var look = new HealthLook(rule);
        var wait = await _loop.InvokeAsync(() => AddWait(() =>
        {
            if (!_processes.TryGetValue(name, out var process) || process.Spec.Version != version) return null;
            var isProved = look.At(process.Model, _loop.Now, out var left);
            // No event occurs for a sub-agent that is simply up, so a timer ends the wait.
            if (left > TimeSpan.Zero) _loop.StartTimer(left, EndWaits);
            return isProved;
        })).ConfigureAwait(false);
        try
        {
            return new(await wait.WaitAsync(rule.Deadline, cancellation).ConfigureAwait(false) ? null : look.Fault);
        }
        catch (TimeoutException)
        {
            return new(look.Late);
        }
        finally
        {
            _loop.Post(() => _waits.RemoveAll(w => w.Task == wait));
        }
    }

    /// <summary>Waits until a sub-agent has no process; an unknown one has none.</summary>
    public async Task WaitStoppedAsync(string name) =>
        await await _loop.InvokeAsync(() => AddWait(() =>
            _processes.TryGetValue(name, out var process) && process.IsLive ? null : true)).ConfigureAwait(false);

    private Task<bool> AddWait(Func<bool?> condition)
    {
        var wait = new StatusWait(condition);
        if (!wait.TryEnd()) _waits.Add(wait);
        return wait.Task;
    }

    private void EndWaits()
    {
        foreach (var wait in _waits.ToArray())
        {
            if (wait.TryEnd()) _waits.Remove(wait);
        }
    }
}
