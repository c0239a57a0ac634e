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
    /// Resident memory in bytes, and what of it is no file's (<c>/proc/self/statm</c>, proc(5)): heaps, stacks, data.
    /// Zeros where /proc cannot be read.
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
    /// Has the C library keep one heap instead of one for each thread that ever allocated: what allocates here (TLS, the
    /// runtime) does so rarely. Large blocks (the window of a package that is unpacked) stay out of it, always, so that
    /// they leave no holes. To be called first thing, as heaps that are there already stay.
    /// </summary>
    public static void UseOneHeap()
    {
        const int largeBytes = 128 * 1024;
        _ = MemoryCalls.SetMallocOption(MemoryCalls.M_ARENA_MAX, 1);
        _ = MemoryCalls.SetMallocOption(MemoryCalls.M_MMAP_THRESHOLD, largeBytes);
    }

    /// <summary>
    /// Gives back garbage, and the C library's free blocks. Stops all threads for some milliseconds, longer with much
    /// that is alive.
    /// </summary>
    public static void GiveBackHeaps()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = MemoryCalls.TrimMalloc(0);
    }

    /// <summary>
    /// Gives back what a start or a large piece of work has left behind: garbage, the C library's free blocks, and
    /// pages of program code (<see cref="GiveBackCode"/>). Takes some milliseconds; for moments at which nothing is
    /// urgent.
    /// </summary>
    public static void Trim()
    {
        GiveBackHeaps();
        // Libraries may have been loaded since.
        _code = null;
        GiveBackCode();
    }

    /// <summary>
    /// Gives back pages of program code and of other files that are only read. What is needed again comes back from
    /// the page cache by itself, sixteen pages at a time; that is also what the kernel would do once memory is short,
    /// and here it is done before anybody else has to wait for it.
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
            // Without /proc the pages stay: they are the kernel's to take all the same.
        }
    }

    /// <summary>
    /// Mappings of files that cannot be written and hold no page of this process's own: one that was written before it
    /// was sealed (relocations) would be lost.
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
