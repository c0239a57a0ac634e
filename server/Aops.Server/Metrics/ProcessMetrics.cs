using System.Diagnostics;

namespace Aops.Server.Metrics;

/// <summary>
/// The process, by the names that every client library of Prometheus has for it
/// (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics).
/// </summary>
internal static class ProcessMetrics
{
    private const string Descriptors = "/proc/self/fd";

    public static void Write(MetricText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Counter("process_cpu_seconds_total", "Processor time of the server.", process.TotalProcessorTime.TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Memory of the server that is resident.", process.WorkingSet64);
        text.Gauge("process_virtual_memory_bytes", "Memory of the server that is mapped.", process.VirtualMemorySize64);
        text.Gauge("process_start_time_seconds", "When the server started.",
            new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1e3);
        text.Gauge("process_open_fds", "Descriptors that are open.", Directory.EnumerateFileSystemEntries(Descriptors).Count());
    }
}
