using Aops.LogTail.Lines;
using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.Native.Files;
using Aops.SubAgentSdk;

namespace Aops.LogTail.Report;

/// <summary>Writes the report now and then.</summary>
/// <param name="faultOfReading">What keeps the reading loop from its work; null for nothing.</param>
internal sealed class Reporter(
    ReportWriter writer, Spool spool, long spoolBytesMax, Sender sender, ISink sink, IReadOnlyList<ISource> sources,
    Func<string?> faultOfReading, TimeProvider clock, TextWriter log)
{
    private const int FaultsMax = 32;
    private const int FaultCharsMax = 500;

    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private string? _fault;

    internal async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Write();
            await Task.Delay(interval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Writes a report; where that fails it grows old, which aops-spm notices.</summary>
    internal void Write()
    {
        try
        {
            writer.Write(Compose(), ReportJson.Default.LogTailReport);
            _fault = null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is ArgumentException)
        {
            if (_fault != e.Message) log.WriteLine($"no report could be written: {e.Message}; tried again");
            _fault = e.Message;
        }
    }

    internal LogTailReport Compose()
    {
        var (delivery, now) = (spool.Delivery.Now, clock.GetUtcNow());
        var states = sources.Select(source => (Source: source, source.State)).ToList();
        var dropped = new SortedDictionary<string, long>(delivery.Dropped, StringComparer.Ordinal);
        var limited = states.Sum(s => s.State.DroppedLines);
        if (limited > 0) dropped["rate"] = limited;
        var faults = new[] { faultOfReading(), sender.Fault, spool.Delivery.Fault }.OfType<string>()
            .Concat(sources.SelectMany(source => source.Faults));
        return new LogTailReport
        {
            At = now,
            StartedAt = _started,
            Stream = delivery.Stream,
            ReadLines = states.Sum(s => s.State.ReadLines),
            SentLines = delivery.SentLines,
            SentBytes = delivery.SentBytes,
            SentBatches = delivery.SentBatches,
            Retries = sender.Retries,
            DroppedLines = dropped,
            WaitingLines = spool.WaitingLines,
            SpoolBytes = spool.Bytes,
            SpoolBytesMax = spoolBytesMax,
            LagSeconds = sender.OldestWaiting is { } oldest && now > oldest
                ? Math.Round((now - oldest).TotalSeconds, 1) : 0,
            Sink = sink.Target,
            Sources = [.. states.Select(s => new SourceReport(s.Source.Name, s.Source.FilesOpen, s.State.ReadLines,
                s.State.ReadBytes, s.State.DroppedLines, s.State.SplitLines, s.State.Truncations, s.State.LostFiles,
                s.Source.BytesBehind))],
            Faults = [.. faults.Take(FaultsMax).Select(f => f.Length <= FaultCharsMax ? f : f[..FaultCharsMax] + "…")],
            CpuSeconds = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 2),
        };
    }
}
