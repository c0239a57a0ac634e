using Aops.HostMetrics.Proc;
using Aops.HostMetrics.Report;
using Aops.Native.Files;

namespace Aops.HostMetrics;

/// <summary>Measures the host; rates are relative to the previous measurement.</summary>
internal sealed class Sampler
{
    private readonly TimeProvider _clock;
    private CpuTimes _cpu;
    private SortedDictionary<string, NetworkCounters> _network;
    private long _at;

    /// <summary>Takes the first counters, to which the first report is relative.</summary>
    internal Sampler(TimeProvider clock)
    {
        _clock = clock;
        _cpu = CpuTimes.Parse(File.ReadAllText(CpuTimes.Path));
        _network = NetworkCounters.Parse(File.ReadAllText(NetworkCounters.Path));
        _at = clock.GetTimestamp();
    }

    /// <summary>Measures now.</summary>
    internal HostReport Measure()
    {
        var cpu = CpuTimes.Parse(File.ReadAllText(CpuTimes.Path));
        var memory = MemoryInfo.Parse(File.ReadAllText(MemoryInfo.Path));
        var network = NetworkCounters.Parse(File.ReadAllText(NetworkCounters.Path));
        var now = _clock.GetTimestamp();
        var elapsed = _clock.GetElapsedTime(_at, now);
        var report = new HostReport
        {
            Cpu = new(Math.Round(cpu.UsedPercentSince(_cpu), 1), cpu.Count),
            Memory = new(memory.TotalBytes, memory.AvailableBytes),
            Disks = [.. MountTable.Parse(File.ReadAllText(MountTable.Path)).Select(Disk).OfType<DiskReport>()],
            Network = [.. network.Select(pair => Rates(pair.Key, pair.Value, elapsed))],
            Load = LoadAverage.Parse(File.ReadAllText(LoadAverage.Path)),
            At = _clock.GetUtcNow(),
        };
        (_cpu, _network, _at) = (cpu, network, now);
        return report;
    }

    private NetworkReport Rates(string name, NetworkCounters now, TimeSpan elapsed)
    {
        // A new interface has no earlier count, so its first rate is 0.
        var earlier = _network.TryGetValue(name, out var known) ? known : now;
        return new(
            name,
            NetworkCounters.Rate(earlier.ReceivedBytes, now.ReceivedBytes, elapsed),
            NetworkCounters.Rate(earlier.SentBytes, now.SentBytes, elapsed));
    }

    private static DiskReport? Disk(string mount)
    {
        try
        {
            var drive = new DriveInfo(mount);
            return drive.TotalSize > 0 ? new(mount, drive.TotalSize, drive.AvailableFreeSpace) : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is ArgumentException)
        {
            // Unmounted meanwhile, or in a folder that this user may not enter; not reported.
            return null;
        }
    }
}
