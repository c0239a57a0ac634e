using System.Runtime.InteropServices;

namespace Aops.Native.Memory;

/// <summary>Declarations of madvise(2), mallopt(3) and malloc_trim(3).</summary>
internal static partial class MemoryCalls
{
    internal const int MADV_DONTNEED = 4;

    internal const int M_MMAP_THRESHOLD = -3;

    internal const int M_ARENA_MAX = -8;

    [LibraryImport("libc", EntryPoint = "mallopt")]
    internal static partial int SetMallocOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    internal static partial int Advise(nuint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    internal static partial int TrimMalloc(nuint pad);
}
