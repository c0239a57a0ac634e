namespace Aops.HostMetrics.Report;

/// <summary>The report in <c>report.json</c>, which the heartbeat carries unchanged.</summary>
internal sealed record HostReport
{
    public required CpuReport Cpu { get; init; }

    public required MemoryReport Memory { get; init; }

    /// <summary>File systems on block devices, and the root.</summary>
    public required IReadOnlyList<DiskReport> Disks { get; init; }

    /// <summary>Network interfaces without the loopback.</summary>
    public required IReadOnlyList<NetworkReport> Network { get; init; }

    /// <summary>Load averages over 1, 5 and 15 minutes.</summary>
    public required IReadOnlyList<double> Load { get; init; }

    /// <summary>When it was measured, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Use of all processors since the last report.</summary>
/// <param name="UsedPercent">0 to 100, of all processors together.</param>
/// <param name="Count">Processors that are online.</param>
internal sealed record CpuReport(double UsedPercent, int Count);

/// <summary>Memory, in bytes.</summary>
/// <param name="TotalBytes">Memory that the kernel manages.</param>
/// <param name="AvailableBytes">Memory that a new program can get without swapping.</param>
internal sealed record MemoryReport(long TotalBytes, long AvailableBytes);

/// <summary>One file system, in bytes.</summary>
/// <param name="FreeBytes">Space that a user other than root can still use.</param>
internal sealed record DiskReport(string Mount, long TotalBytes, long FreeBytes);

/// <summary>Rates of one interface since the last report, in bytes a second.</summary>
internal sealed record NetworkReport(string Name, double ReceivedBytesPerSecond, double SentBytesPerSecond);
