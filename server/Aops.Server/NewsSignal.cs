namespace Aops.Server;

/// <summary>Wakes requests that wait for what is stored next.</summary>
internal sealed class NewsSignal
{
    private TaskCompletionSource _next = Make();

    /// <summary>
    /// Completes when something was stored after this property was read. It is read before the query, so that nothing in
    /// between is missed.
    /// </summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Something was stored.</summary>
    public void Announce() => Interlocked.Exchange(ref _next, Make()).SetResult();

    /// <summary>Waits for news, at most for a time, and not beyond the end of the server.</summary>
    /// <param name="news">What was <see cref="Next"/> before the query.</param>
    /// <param name="ending">Cancelled when the server ends.</param>
    /// <param name="aborted">Cancelled when the client is gone.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public static async Task WaitAsync(
        Task news, TimeSpan wait, TimeProvider clock, CancellationToken ending, CancellationToken aborted)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, ending);
        try
        {
            await news.WaitAsync(wait, clock, ends.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            aborted.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
