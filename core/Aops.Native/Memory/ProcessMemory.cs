using System.Globalization;
using System.Runtime;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Native.Memory;

/// <summary>Memory of this process.</summary>
public static class ProcessMemory
{
    // Seven numbers of at most 20 digits.
    private const int StatmBytesMax = 7 * 21;

    private static (nuint Start, nuint Length)[]? _code;

    /// <summary>
    /// Resident memory in bytes, and its part that belongs to no file, such as heaps and stacks
    /// (<c>/proc/self/statm</c>, proc(5)). Zeros if /proc cannot be read.
    /// </summary>
    public static (long ResidentBytes, long AnonymousBytes) Read()
    {
        Span<byte> buffer = stackalloc byte[StatmBytesMax];
        Span<long> pages = stackalloc long[3];
        try
        {
            if (!ProcFile.TryTakeNumbers(ProcFile.Read(Environment.ProcessId, "statm", buffer), pages)) return default;
        }
        catch (PosixException e) when (e.IsShortage)
        {
            return default;
        }
        var (resident, shared) = (pages[1], pages[2]);
        return (resident * Environment.SystemPageSize, (resident - shared) * Environment.SystemPageSize);
    }

    /// <summary>
    /// Makes the C library use one heap instead of one per allocating thread, since native code here (TLS, the
    /// runtime) allocates rarely. Large blocks, such as the window of a package that is unpacked, are always mapped
    /// separately, so that they leave no holes. Must be called first, since existing heaps stay.
    /// </summary>
    public static void UseOneHeap()
    {
        const int largeBytes = 128 * 1024;
        _ = MemoryCalls.SetMallocOption(MemoryCalls.M_ARENA_MAX, 1);
        _ = MemoryCalls.SetMallocOption(MemoryCalls.M_MMAP_THRESHOLD, largeBytes);
    }

    /// <summary>
    /// Collects garbage and returns the C library's free blocks to the kernel. Stops all threads for some
    /// milliseconds, longer with more live objects.
    /// </summary>
    public static void GiveBackHeaps()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = MemoryCalls.TrimMalloc(0);
    }

    /// <summary>
    /// Returns the memory that a start or a large piece of work has left: garbage, the C library's free blocks, and
    /// pages of program code (<see cref="GiveBackCode"/>). Takes some milliseconds; to be called when nothing is
    /// urgent.
    /// </summary>
    public static void Trim()
    {
        GiveBackHeaps();
        // Libraries may have been loaded since, so the mappings are determined again.
        _code = null;
        GiveBackCode();
    }

    /// <summary>
    /// Returns pages of program code and of other read-only file mappings to the kernel. Pages that are needed
    /// again are reloaded from the page cache, sixteen at a time. The kernel would do the same under memory
    /// pressure; done here, no other process has to wait for it.
    /// </summary>
    public static void GiveBackCode()
    {
        try
        {
            foreach (var mapping in _code ??= [.. CleanMappings(File.ReadLines("/proc/self/smaps"))])
                _ = MemoryCalls.Advise(mapping.Start, mapping.Length, MemoryCalls.MADV_DONTNEED);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // /proc cannot be read: the pages stay, and the kernel can still reclaim them.
        }
    }

    /// <summary>
    /// Read-only file mappings without private pages. A mapping that was written before it was made read-only
    /// (relocations) has private pages, which would be lost.
    /// </summary>
    /// <param name="smaps">Lines of <c>/proc/PID/smaps</c> (proc(5)).</param>
    internal static IEnumerable<(nuint Start, nuint Length)> CleanMappings(IEnumerable<string> smaps)
    {
        (nuint Start, nuint Length)? candidate = null;
        foreach (var line in smaps)
        {
            if (candidate is { } mapping && line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (line.EndsWith(" 0 kB", StringComparison.Ordinal)) yield return mapping;
                candidate = null;
            }
            else if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]))
            {
                candidate = ReadHeader(line);
            }
        }
    }

    // "7f00-7f10 r-xp 00000000 fd:01 1234   /path": a private, read-only mapping of a file.
    private static (nuint, nuint)? ReadHeader(string line)
    {
        var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 6 || parts[5][0] != '/' || parts[1] is not ("r--p" or "r-xp")) return null;
        var ends = parts[0].Split('-');
        var start = nuint.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, nuint.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start);
    }
}
