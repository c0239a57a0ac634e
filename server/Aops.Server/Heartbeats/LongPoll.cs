namespace Aops.Server.Heartbeats;

/// <summary>
/// A held heartbeat: a completion source and a timer, no thread. Its owner arms it before looking for news
/// and waits afterwards, so that no wake in between is lost.
/// </summary>
internal sealed class LongPoll(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<LongPollResult> _signal = NewSignal();
    private LongPollResult? _final;

    /// <summary>Clears earlier wakes, but not a final end.</summary>
    public void Arm()
    {
        lock (_gate)
        {
            if (_final is null && _signal.Task.IsCompleted) _signal = NewSignal();
        }
    }

    /// <summary>Wakes the wait, or ends it for good.</summary>
    public void End(LongPollResult end)
    {
        lock (_gate)
        {
            if (end != LongPollResult.Woken)
            {
                _final ??= end;
                // A final end replaces a wake that was not consumed yet.
                if (_signal.Task.IsCompleted) _signal = NewSignal();
            }
            _signal.TrySetResult(_final ?? end);
        }
    }

    /// <summary>Waits for a wake.</summary>
    public async Task<LongPollResult> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        Task<LongPollResult> signal;
        lock (_gate) signal = _signal.Task;
        try
        {
            return await signal.WaitAsync(longest, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return LongPollResult.TimedOut;
        }
    }

    private static TaskCompletionSource<LongPollResult> NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
