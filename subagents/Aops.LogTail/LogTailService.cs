using Aops.LogTail.Files;
using Aops.LogTail.Journal;
using Aops.LogTail.Lines;
using Aops.LogTail.Pacing;
using Aops.LogTail.Records;
using Aops.LogTail.Report;
using Aops.LogTail.Settings;
using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.SubAgentSdk;

namespace Aops.LogTail;

/// <summary>Puts the parts together, and runs them until it is asked to stop.</summary>
internal sealed class LogTailService(
    LogTailSettings settings, LogTailOptions options, SubAgentEnvironment environment, TimeProvider clock,
    TextWriter log)
{
    // Shorter than the stop deadline of the specification.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    /// <exception cref="InvalidDataException">The sink cannot be made.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var sink = MakeSink();
        using var spool = Spool.Open(Path.Combine(environment.StateDirectory, "spool"), settings.SpoolBytesMax, clock);
        var sources = new List<ISource>();
        try
        {
            foreach (var source in settings.Sources) sources.Add(MakeSource(source, spool.State));
            var sender = new Sender(spool, sink, clock, log);
            var cpu = new CpuBudget(
                options.CpuPercentMax ?? settings.CpuPercentMax, () => Environment.CpuUsage.TotalTime, clock);
            var head = RecordWriter.Head(settings.Labels, "log-tail");
            var pump = new Pump(sources, spool, sender, head, cpu, clock, log);
            var reporter = new Reporter(new ReportWriter(environment.ReportFile), spool, settings.SpoolBytesMax, sender,
                sink, sources, () => pump.Fault, clock, log);
            log.WriteLine($"reading {sources.Count} sources, sending to {sink.Target}, from line {spool.Delivery.Now.Next} "
                + $"of stream {spool.Delivery.Now.Stream}");
            await RunAsync(pump, sender, reporter, cancellationToken);
        }
        finally
        {
            foreach (var source in sources) source.Dispose();
        }
    }

    // A loop that ends by a bug ends the program: aops-spm starts it again.
    private async Task RunAsync(Pump pump, Sender sender, Reporter reporter, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = new List<Task>
        {
            Task.Run(() => pump.RunAsync(stop.Token), CancellationToken.None),
            Task.Run(() => sender.RunAsync(stop.Token), CancellationToken.None),
            Task.Run(() => reporter.RunAsync(options.ReportEvery, stop.Token), CancellationToken.None),
        };
        var first = await Task.WhenAny(loops);
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        await first;
        await sender.DrainAsync(DrainTime);
        reporter.Write();
    }

    private ISink MakeSink() => settings.Http is { } http ? new HttpSink(http, clock) : new FileSink(settings.File!);

    private ISource MakeSource(SourceSettings source, StreamState state)
    {
        var head = RecordWriter.Head(settings.Labels, source.Name);
        var earlier = state.Sources.Find(known => known.Name == source.Name);
        return source.Journal is null
            ? new FileSource(source, head, earlier, clock)
            : new JournalSource(source, head, earlier, clock);
    }
}
