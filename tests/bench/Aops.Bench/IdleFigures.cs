using System.Globalization;

namespace Aops.Bench;

/// <summary>What the pair costs at rest.</summary>
internal sealed record IdleFigures(
    int SubAgents, double SpmMegabytes, double SpaMegabytes, long SpmCpuMilliseconds, long SpaCpuMilliseconds,
    double SpaWakesASecond)
{
    public double PairMegabytes => SpmMegabytes + SpaMegabytes;

    public string ToRow() => string.Create(CultureInfo.InvariantCulture,
        $"| {SubAgents} | {SpmMegabytes:0.0} | {SpaMegabytes:0.0} | {PairMegabytes:0.0} | {SpmCpuMilliseconds} | ") +
        string.Create(CultureInfo.InvariantCulture, $"{SpaCpuMilliseconds} | {SpaWakesASecond:0.00} |");
}
