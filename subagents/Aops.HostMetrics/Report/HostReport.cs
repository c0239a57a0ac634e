namespace Aops.HostMetrics.Report;

/// <summary>The report: <c>report.json</c>, which travels in the heartbeat as it is.</summary>
internal sealed record HostReport
{
    /// <summary>Processors.</summary>
    public required CpuReport Cpu { get; init; }

    /// <summary>Memory.</summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>File systems that lie on a device, and the root.</summary>
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
/// <param name="TotalBytes">What the kernel has.</param>
/// <param name="AvailableBytes">What a new program could get without swapping.</param>
internal sealed record MemoryReport(long TotalBytes, long AvailableBytes);

/// <summary>One file system, in bytes.</summary>
/// <param name="Mount">Where it is mounted.</param>
/// <param name="TotalBytes">Its size.</param>
/// <param name="FreeBytes">What a user who is not root can still write.</param>
internal sealed record DiskReport(string Mount, long TotalBytes, long FreeBytes);

/// <summary>Rates of one interface since the last report, in bytes a second.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ReceivedBytesPerSecond">Received.</param>
/// <param name="SentBytesPerSecond">Sent.</param>
internal sealed record NetworkReport(string Name, double ReceivedBytesPerSecond, double SentBytesPerSecond);
