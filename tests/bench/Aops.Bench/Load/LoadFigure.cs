namespace Aops.Bench.Load;

/// <summary>What a server did under load.</summary>
/// <param name="PerSecond">Heartbeats that were answered with 200.</param>
/// <param name="CpuMicroseconds">Processor time of the server for one.</param>
/// <param name="Refused">Heartbeats that were answered with something else.</param>
internal sealed record LoadFigure(double PerSecond, double CpuMicroseconds, long Refused)
{
    /// <summary>The run in the middle, by its rate.</summary>
    public static LoadFigure Median(IReadOnlyList<LoadFigure> runs) =>
        runs.OrderBy(run => run.PerSecond).ElementAt(runs.Count / 2);
}
