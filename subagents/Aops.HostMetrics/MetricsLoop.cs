using Aops.HostMetrics.Report;
using Aops.Native.Files;
using Aops.SubAgentSdk;

namespace Aops.HostMetrics;

/// <summary>Measures and reports until it is asked to stop.</summary>
internal sealed class MetricsLoop(MetricsOptions options, ReportWriter reports, TimeProvider clock, TextWriter log)
{
    // The first report is early, so that a new host shows figures soon; rates need some time between two
    // samples.
    private static readonly TimeSpan FirstReportAfter = TimeSpan.FromMilliseconds(500);

    private string? _fault;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var sampler = new Sampler(clock);
        try
        {
            await Task.Delay(FirstReportAfter, clock, cancellationToken);
            using var timer = new PeriodicTimer(options.Interval, clock);
            do
            {
                Report(sampler);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    // A full disk, or an unknown format of a file in /proc, must not end the loop. The report becomes
    // outdated, which spm notices.
    private void Report(Sampler sampler)
    {
        try
        {
            reports.Write(sampler.Measure(), ReportJson.Default.HostReport);
            if (_fault is not null) log.WriteLine("reports are written again");
            _fault = null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is FormatException)
        {
            if (_fault == e.Message) return;
            _fault = e.Message;
            log.WriteLine(
                $"no report could be written: {e.Message}; next try in {options.Interval.TotalSeconds:0} s");
        }
    }
}
