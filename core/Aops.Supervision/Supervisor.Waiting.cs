using Aops.Contracts.SubAgents;

namespace Aops.Supervision;

/// <summary>Waiting for a sub-agent to get where it is wanted.</summary>
public sealed partial class Supervisor
{
    /// <summary>
    /// Waits until a version of a sub-agent has been up for a time, or has ended as its policy lets it. Gives up after the
    /// deadline, after deaths in a row, and as soon as it is given up (<see cref="ProcessState.Failed"/>).
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version.</param>
    /// <param name="rule">What proves it.</param>
    /// <param name="cancellation">Gives up the wait.</param>
    public async Task<HealthVerdict> WaitHealthyAsync(
        string name, string version, HealthRule rule, CancellationToken cancellation)
    {
        var look = new HealthLook(rule);
        var wait = await _loop.InvokeAsync(() => AddWait(() =>
        {
            if (!_processes.TryGetValue(name, out var process) || process.Spec.Version != version) return null;
            var isProved = look.At(process.Model, _loop.Now, out var left);
            // Nothing else happens to one that is simply up.
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

    private void EndWaits()
    {
        foreach (var wait in _waits.ToArray())
        {
            if (wait.TryEnd()) _waits.Remove(wait);
        }
    }
}
