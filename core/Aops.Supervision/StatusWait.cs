namespace Aops.Supervision;

/// <summary>A caller that waits for a condition on the sub-agents. On the loop only.</summary>
/// <param name="condition">Null while undecided, otherwise the result.</param>
internal sealed class StatusWait(Func<bool?> condition)
{
    private readonly TaskCompletionSource<bool> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the result.</summary>
    public Task<bool> Task => _result.Task;

    /// <summary>Evaluates the condition; true if the wait is over.</summary>
    public bool TryEnd() => condition() is { } result && _result.TrySetResult(result);
}
