namespace Aops.Supervision;

/// <summary>The callers that wait for conditions on the sub-agents. On the loop only.</summary>
internal sealed class StatusWaits
{
    private readonly List<StatusWait> _waits = [];

    /// <summary>Waits for a condition, which is evaluated now and after each change.</summary>
    /// <param name="condition">Null while undecided, otherwise the result.</param>
    public Task<bool> Add(Func<bool?> condition)
    {
        var wait = new StatusWait(condition);
        if (!wait.TryEnd()) _waits.Add(wait);
        return wait.Task;
    }

    /// <summary>Gives up a wait.</summary>
    /// <param name="wait">What <see cref="Add"/> returned.</param>
    public void Remove(Task<bool> wait) => _waits.RemoveAll(w => w.Task == wait);

    /// <summary>Evaluates all conditions.</summary>
    public void Look()
    {
        // A condition may add a wait.
        foreach (var wait in _waits.ToArray())
        {
            if (wait.TryEnd()) _waits.Remove(wait);
        }
    }
}
