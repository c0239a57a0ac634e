namespace Aops.Supervision;

/// <summary>A caller that waits for something to become true of the sub-agents. On the loop.</summary>
/// <param name="condition">Null while it is open, else the result.</param>
internal sealed class StatusWait(Func<bool?> condition)
{
    private readonly TaskCompletionSource<bool> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the result.</summary>
    public Task<bool> Task => _result.Task;

    /// <summary>Looks; whether the wait is over.</summary>
    public bool TryEnd() => condition() is { } result && _result.TrySetResult(result);
}
