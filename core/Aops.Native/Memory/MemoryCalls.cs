using System.Runtime.InteropServices;

namespace Aops.Native.Memory;

/// <summary>Giving memory back (madvise(2), malloc_trim(3)).</summary>
internal static partial class MemoryCalls
{
    internal const int MADV_DONTNEED = 4;

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    internal static partial int Advise(nuint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    internal static partial int TrimMalloc(nuint pad);
}
