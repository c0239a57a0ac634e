using Aops.Hosting.Loops;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// Questions whether the server has something new to say. The next heartbeat carries them: it is sent at once and is not
/// held. Those that are asked at the same time share one heartbeat. Thread-safe.
/// </summary>
/// <param name="heartbeats">Tells whether the server is reached at present.</param>
/// <param name="news">Raised to end a heartbeat that is held.</param>
internal sealed class HeartbeatQuestions(HeartbeatState heartbeats, WakeSignal news, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<bool>? _open;

    /// <summary>Waits until the server has replied to a heartbeat that was sent after this call.</summary>
    /// <param name="atMost">Longest wait.</param>
    /// <returns>
    /// Whether it replied; what the reply brought has been taken in then. False without a wait while heartbeats fail.
    /// </returns>
    public async Task<bool> AskAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (heartbeats.Fault is not null || heartbeats.LastAcceptedAt is null) return false;
        TaskCompletionSource<bool> question;
        lock (_gate) question = _open ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        news.Raise();
        try
        {
            return await question.Task.WaitAsync(atMost, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>The question that the heartbeat which is about to be sent carries; null for none.</summary>
    public TaskCompletionSource<bool>? Take()
    {
        lock (_gate)
        {
            var question = _open;
            _open = null;
            return question;
        }
    }
}
