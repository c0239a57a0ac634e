using Aops.Contracts;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Loops;

/// <summary>
/// Runs the background work of a program. Invariants: no exception is silent (each kind is logged with its stack once,
/// and holds as a fault until the work succeeds again), none ends the work, and none is followed by another try without
/// a pause that grows. Work that foresees a failure handles it itself; what arrives here is what nobody expected.
/// </summary>
/// <param name="setFault">Sets the fault of a subject, or clears it with null; what <c>status</c> shows.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
public sealed partial class LoopSupervisor(Action<string, string?> setFault, TimeProvider time, ILogger logger)
{
    private const int KindsMax = 256;

    private static readonly ExponentialBackoff Pauses =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    /// <summary>Runs passes, one after the other, until it is cancelled; that is no exception.</summary>
    /// <param name="subject">What it is, for the fault and the log: <c>heartbeats</c>.</param>
    /// <param name="pass">One pass; it waits by itself for whatever begins the next one.</param>
    /// <param name="stop">Ends it.</param>
    public Task RunAsync(string subject, Func<CancellationToken, Task> pass, CancellationToken stop) =>
        RunAsync(subject, Pauses, pass, stop);

    /// <summary>Runs passes with pauses of its own after failures.</summary>
    /// <param name="subject">What it is, for the fault and the log.</param>
    /// <param name="pauses">The pauses.</param>
    /// <param name="pass">One pass.</param>
    /// <param name="stop">Ends it.</param>
    public Task RunAsync(
        string subject, ExponentialBackoff pauses, Func<CancellationToken, Task> pass, CancellationToken stop) =>
        RunToEndAsync(subject, pauses, async token =>
        {
            token.ThrowIfCancellationRequested();
            await pass(token).ConfigureAwait(false);
            return true;
        }, stop);

    /// <summary>
    /// Runs passes until one says that it was the last. Cancellation is for the pass to obey: one that empties a queue
    /// goes on; after a failure there is no other pass once it was cancelled.
    /// </summary>
    /// <param name="subject">What it is, for the fault and the log.</param>
    /// <param name="pass">One pass; it returns whether there is another.</param>
    /// <param name="stop">Ends it.</param>
    public Task RunToEndAsync(string subject, Func<CancellationToken, Task<bool>> pass, CancellationToken stop) =>
        RunToEndAsync(subject, Pauses, pass, stop);

    /// <summary>Does something once, and never throws; for work that nobody waits for.</summary>
    /// <param name="subject">What it is, for the fault and the log.</param>
    /// <param name="work">The work.</param>
    public async Task RunOnceAsync(string subject, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            setFault(subject, null);
        }
        catch (Exception e)
        {
            setFault(subject, $"{subject}: {SentenceOf(e)}");
            LogOnce(subject, e);
        }
    }

    /// <summary>Logs an exception that nobody expected: the first of its kind as an error with its stack.</summary>
    /// <param name="subject">What failed.</param>
    /// <param name="exception">The exception.</param>
    public void LogOnce(string subject, Exception exception)
    {
        var place = exception.StackTrace?.Split('\n', 2)[0].Trim();
        bool isNew;
        lock (_kinds)
        {
            if (_kinds.Count >= KindsMax) _kinds.Clear();
            isNew = _kinds.Add($"{subject}|{exception.GetType().FullName}|{place}");
        }
        if (isNew) LogUnexpected(exception, subject, SentenceOf(exception));
        else LogAgain(subject, SentenceOf(exception));
    }

    /// <summary>What an exception says, with its type where the message alone would say nothing.</summary>
    /// <param name="exception">The exception.</param>
    public static string SentenceOf(Exception exception) => exception is IOException or InvalidDataException
        ? exception.Message
        : $"{exception.Message} ({exception.GetType().Name})";

    private async Task RunToEndAsync(
        string subject, ExponentialBackoff pauses, Func<CancellationToken, Task<bool>> pass, CancellationToken stop)
    {
        for (var failures = 0; ;)
        {
            try
            {
                if (!await pass(stop).ConfigureAwait(false)) return;
                if (failures > 0) setFault(subject, null);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var wait = pauses.NextDelay(++failures, Random.Shared);
                setFault(subject, $"{subject}: {SentenceOf(e)}; tried again within minutes");
                LogOnce(subject, e);
                await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (stop.IsCancellationRequested) return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Subject}: {Sentence}; this is a bug, and it is tried again after growing pauses")]
    private partial void LogUnexpected(Exception exception, string subject, string sentence);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Subject}: {Sentence}, again")]
    private partial void LogAgain(string subject, string sentence);
}
