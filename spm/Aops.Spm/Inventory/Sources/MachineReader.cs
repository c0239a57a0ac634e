using System.Globalization;
using Aops.Contracts.Wire.Inventory;

namespace Aops.Spm.Inventory.Sources;

/// <summary>Reads processors and memory from /proc.</summary>
internal static class MachineReader
{
    private static readonly string[] ModelKeys = ["model name", "Model", "Hardware"];

    /// <summary>The processors; null if /proc does not tell.</summary>
    public static CpuInventory? ReadCpu(HostTree tree)
    {
        var count = 0;
        string? model = null;
        var sockets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in tree.ReadLines("proc/cpuinfo"))
        {
            var (key, value) = Split(line);
            if (key == "processor") count++;
            else if (key == "physical id") sockets.Add(value);
            else if (model is null && ModelKeys.Contains(key)) model = HostTree.Fit(value);
        }
        return count == 0 ? null : new CpuInventory { Count = count, Sockets = sockets.Count, Model = model };
    }

    /// <summary>The memory; null if /proc does not tell.</summary>
    public static MemoryInventory? ReadMemory(HostTree tree)
    {
        long? total = null;
        long swap = 0;
        foreach (var line in tree.ReadLines("proc/meminfo"))
        {
            var (key, value) = Split(line);
            if (key == "MemTotal") total = Bytes(value);
            else if (key == "SwapTotal") swap = Bytes(value) ?? 0;
        }
        return total is { } bytes ? new MemoryInventory { TotalBytes = bytes, SwapBytes = swap } : null;
    }

    private static (string Key, string Value) Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
    }

    // "16384256 kB"
    private static long? Bytes(string value) =>
        long.TryParse(value.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kib)
        && kib <= InventoryLimits.NumberMax / 1024 ? kib * 1024 : null;
}
