using System.Globalization;
using Aops.LogTail.Spooling;
using Aops.Native.Events;

namespace Aops.LogTail.Sinks;

/// <summary>Sends what the spool holds, batch after batch, until each is acknowledged or refused.</summary>
internal sealed class Sender(Spool spool, ISink sink, TimeProvider clock, TextWriter log)
{
    private static readonly ExponentialBackoff Pauses = new(TimeSpan.FromSeconds(0.5), 2, TimeSpan.FromSeconds(60));
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly Delivery _delivery = spool.Delivery;

    // Smaller once the receiver said 413.
    private int _bytesMax = sink.BatchBytesMax;
    private int _failures;

    /// <summary>Why nothing is delivered now; null while it is.</summary>
    internal string? Fault { get; private set; }

    /// <summary>When the oldest line that waits was read; null for none.</summary>
    internal DateTimeOffset? OldestWaiting { get; private set; }

    /// <summary>Attempts that failed and were tried again.</summary>
    internal long Retries { get; private set; }

    /// <summary>Whether a batch was acknowledged and none has failed since: what was dropped can be told now.</summary>
    internal bool IsDelivering { get; private set; }

    /// <summary>Sends until it is asked to stop.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var last = sink.FindLast(_delivery.Now.Stream);
        if (last >= _delivery.Now.Next) _delivery.Has(last);
        spool.Release();
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await NextAsync(cancellationToken) is not { } batch) continue;
            OldestWaiting = batch.OldestTime;
            try
            {
                await DeliverAsync(batch, isPatient: true, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }
    }

    /// <summary>Sends what is left, at a stop: until the first failure or the end of the time.</summary>
    internal async Task DrainAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time, clock);
        try
        {
            while (!limit.IsCancellationRequested && spool.TryRead(sink.BatchLinesMax, _bytesMax) is { } batch)
            {
                if (!await DeliverAsync(batch, isPatient: false, limit.Token)) break;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // It stays in the spool.
        }
        _delivery.Save();
    }

    private async Task<SpoolBatch?> NextAsync(CancellationToken cancellationToken)
    {
        var batch = Read();
        var age = batch is null ? TimeSpan.Zero : clock.GetUtcNow() - batch.OldestTime;
        var isFull = batch is not null && (batch.Lines >= sink.BatchLinesMax || batch.Bytes.Length >= _bytesMax / 2);
        // The clock may have been set back: no line waits longer than its linger.
        if (batch is not null && (isFull || age >= sink.Linger || age < TimeSpan.Zero)) return batch;
        if (batch is null) OldestWaiting = null;
        _delivery.SaveIfDue();
        try
        {
            if (batch is null) await spool.WaitAsync(Idle, cancellationToken);
            else await Task.Delay(sink.Linger - age, clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        return batch is null ? null : Read();
    }

    private SpoolBatch? Read()
    {
        try
        {
            return spool.TryRead(sink.BatchLinesMax, _bytesMax);
        }
        catch (IOException e)
        {
            Fault = $"the spool cannot be read: {e.Message}; tried again each second";
            return null;
        }
    }

    // Returns whether the batch is done with; without patience a failure ends it.
    private async Task<bool> DeliverAsync(SpoolBatch batch, bool isPatient, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await sink.SendAsync(batch, cancellationToken))
            {
                case SinkOutcome.Sent:
                    Succeeded();
                    _delivery.Sent(batch);
                    spool.Release();
                    return true;
                case SinkOutcome.TooLarge when batch.Lines > 1:
                    _bytesMax = Math.Max(1024, batch.Bytes.Length / 2);
                    var (first, second) = batch.Split();
                    return await DeliverAsync(first, isPatient, cancellationToken)
                        && await DeliverAsync(second, isPatient, cancellationToken);
                case SinkOutcome.TooLarge:
                    Drop(batch, "http-413", "it answers 413 to a single line");
                    return true;
                case SinkOutcome.Refused refused:
                    Drop(batch, refused.Code, refused.Reason);
                    return true;
                case SinkOutcome.Failed failed:
                    if (!isPatient) return false;
                    await PauseAsync(failed, cancellationToken);
                    break;
            }
        }
    }

    private void Succeeded()
    {
        if (Fault is not null) log.WriteLine($"{sink.Target} takes lines again");
        (Fault, _failures, IsDelivering) = (null, 0, true);
    }

    private void Drop(SpoolBatch batch, string code, string reason)
    {
        if (Fault is null) log.WriteLine($"{sink.Target} refuses lines: {reason}; they are dropped and counted as {code}");
        Fault = $"{sink.Target} refuses lines: {reason}; they are dropped and counted as {code}";
        IsDelivering = false;
        _delivery.Dropped(code, batch.FirstSeq, batch.Lines, batch.Bytes.Length, moveTo: batch.LastSeq + 1);
        spool.Release();
    }

    private async Task PauseAsync(SinkOutcome.Failed failed, CancellationToken cancellationToken)
    {
        Retries++;
        IsDelivering = false;
        var wait = failed.After ?? Pauses.NextDelay(++_failures, Random.Shared);
        var longest = Math.Max(wait.TotalSeconds, Pauses.MaxDelay(Math.Max(1, _failures)).TotalSeconds);
        var sentence = string.Create(CultureInfo.InvariantCulture,
            $"{sink.Target} takes no lines: {failed.Reason}; they wait in the spool, next try within {longest:0.#} s");
        // The first of a row is logged; the report has the newest.
        if (Fault is null) log.WriteLine(sentence);
        Fault = sentence;
        await Task.Delay(wait, clock, cancellationToken);
    }
}
