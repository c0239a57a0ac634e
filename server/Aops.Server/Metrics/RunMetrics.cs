using Aops.Server.Runs.Output;

namespace Aops.Server.Metrics;

/// <summary>The output of runs for Prometheus.</summary>
internal static class RunMetrics
{
    public static void Write(MetricText text, OutputQuota quota)
    {
        text.Gauge("aops_run_output_bytes", "Output of runs that is stored, in bytes.", quota.Bytes);
        text.Gauge("aops_run_output_max_bytes", "The most that it may take; the oldest goes before that.", quota.BytesMax);
        text.Counter("aops_run_outputs_dropped_total", "Runs whose output had to make way.", quota.RunsDropped);
    }
}
