using System.Globalization;
using Aops.LogTail.Lines;
using Aops.LogTail.Pacing;
using Aops.LogTail.Records;
using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.Native.Events;
using Aops.Native.Files;

namespace Aops.LogTail;

/// <summary>
/// The one loop that reads sources and fills the spool. Where the spool cannot be written (a full disk), it keeps the
/// chunk that it has and reads nothing more: files and the journal hold the rest.
/// </summary>
internal sealed class Pump(
    IReadOnlyList<ISource> sources, Spool spool, Sender sender, byte[] noticeHead, CpuBudget cpu, TimeProvider clock,
    TextWriter log)
{
    /// <summary>Time between two looks at files that did not grow.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private static readonly ExponentialBackoff Pauses = new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(30));

    private readonly RecordWriter _writer = new();
    private int _turn;

    /// <summary>Why nothing is read now; null while it is.</summary>
    internal string? Fault { get; private set; }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var isMore = await PassAsync(isLast: false, cancellationToken);
            var pause = cpu.Pause();
            if (pause == TimeSpan.Zero && isMore) continue;
            await Task.Delay(isMore || pause > LookEvery ? pause : LookEvery, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await PassAsync(isLast: true, cancellationToken);
    }

    /// <summary>One look at every source.</summary>
    /// <returns>Whether there is more at once.</returns>
    internal async Task<bool> PassAsync(bool isLast, CancellationToken cancellationToken)
    {
        _writer.Clear();
        var chunk = new Chunk(spool.NextSeq, clock.GetUtcNow(), _writer);
        _turn = (_turn + 1) % sources.Count;
        var isMore = false;
        for (var i = 0; i < sources.Count; i++) isMore |= sources[(_turn + i) % sources.Count].Read(chunk, isLast);
        var notices = TellDrops(chunk);
        if (chunk.IsEmpty) return isMore;
        if (!await TryAppendAsync(chunk, cancellationToken)) return false;
        if (notices.Count > 0) spool.Delivery.Told(notices);
        return isMore;
    }

    // Only while the sink takes lines: notices of what it refuses would be refused as well, one after the other.
    private IReadOnlyList<PendingDrop> TellDrops(Chunk chunk)
    {
        if (!sender.IsDelivering) return [];
        var notices = spool.Delivery.Now.Untold.Values.ToList();
        foreach (var notice in notices) DropNotice.Write(chunk, noticeHead, notice);
        return notices;
    }

    private async Task<bool> TryAppendAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                spool.Append(chunk);
                if (Fault is not null) log.WriteLine("the spool is written again");
                Fault = null;
                return true;
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                var sentence = string.Create(CultureInfo.InvariantCulture,
                    $"the spool cannot be written: {e.Message}; nothing is read, next try within {Pauses.MaxDelay(failures).TotalSeconds:0} s");
                if (Fault is null) log.WriteLine(sentence);
                Fault = sentence;
            }
            // At a stop it is given up: the positions did not move either.
            if (cancellationToken.IsCancellationRequested) return false;
            await Task.Delay(Pauses.NextDelay(failures, Random.Shared), clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
