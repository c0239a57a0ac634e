using Aops.Contracts;
using Aops.Native.Events;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Loops;

/// <summary>
/// Runs the background work of a program. Invariants: no exception is silent (each kind is logged with its stack
/// once, and is a fault until the work succeeds again), none ends the work, and each is followed by a growing delay
/// before the next try. Work handles the failures that it foresees; only unexpected exceptions arrive here.
/// </summary>
/// <param name="setFault">Sets the fault of a subject, or clears it with null; <c>status</c> shows it.</param>
public sealed partial class LoopSupervisor(Action<string, string?> setFault, TimeProvider clock, ILogger logger)
{
    private const int KindsMax = 256;

    private static readonly ExponentialBackoff Pauses =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    /// <summary>Runs passes one after the other until it is cancelled; cancellation does not throw.</summary>
    /// <param name="subject">Names the work in the fault and the log: <c>heartbeats</c>.</param>
    /// <param name="pass">One pass; it waits itself for the event that begins the next one.</param>
    public Task RunAsync(string subject, Func<CancellationToken, Task> pass, CancellationToken cancellationToken) =>
        RunAsync(subject, Pauses, pass, cancellationToken);

    /// <summary>Runs passes with a given backoff after failures.</summary>
    /// <param name="subject">Names the work in the fault and the log.</param>
    /// <param name="pauses">The backoff.</param>
    public Task RunAsync(
        string subject, ExponentialBackoff pauses, Func<CancellationToken, Task> pass,
        CancellationToken cancellationToken) =>
        RunToEndAsync(subject, pauses, async token =>
        {
            token.ThrowIfCancellationRequested();
            await pass(token).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <summary>
    /// Runs passes until one returns that it was the last. After cancellation a pass may go on, for example to
    /// empty a queue; but after a failure no further pass begins.
    /// </summary>
    /// <param name="subject">Names the work in the fault and the log.</param>
    /// <param name="pass">One pass; returns whether there is another.</param>
    public Task RunToEndAsync(
        string subject, Func<CancellationToken, Task<bool>> pass, CancellationToken cancellationToken) =>
        RunToEndAsync(subject, Pauses, pass, cancellationToken);

    /// <summary>Does work once and never throws; for work that no caller awaits.</summary>
    /// <param name="subject">Names the work in the fault and the log.</param>
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

    /// <summary>
    /// Logs an unexpected exception: the first of its kind as an error with its stack, repetitions without.
    /// </summary>
    /// <param name="subject">Names the work that failed.</param>
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

    /// <summary>The message of an exception; of one that was not expected it says so, and the log has the stack.</summary>
    public static string SentenceOf(Exception exception) => exception is IOException or InvalidDataException
        ? exception.Message
        : $"{exception.Message} (a bug; the log shows where)";

    private async Task RunToEndAsync(
        string subject, ExponentialBackoff pauses, Func<CancellationToken, Task<bool>> pass,
        CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                if (!await pass(cancellationToken).ConfigureAwait(false)) return;
                if (failures > 0) setFault(subject, null);
                failures = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var wait = pauses.NextDelay(++failures, Random.Shared);
                setFault(subject, $"{subject}: {SentenceOf(e)}; tried again within minutes");
                LogOnce(subject, e);
                await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellationToken.IsCancellationRequested) return;
            }
        }
    }

    [LoggerMessage(1000, LogLevel.Error,
        "{Subject}: {Sentence}; this is a bug, and it is tried again after growing pauses")]
    private partial void LogUnexpected(Exception exception, string subject, string sentence);

    [LoggerMessage(1001, LogLevel.Debug, "{Subject}: {Sentence}, again")]
    private partial void LogAgain(string subject, string sentence);
}
