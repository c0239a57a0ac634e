using System.Runtime.InteropServices;

namespace Aops.Native.Programs;

/// <summary>
/// Declarations of calls on standard streams by descriptor number; the base class library hides which of them
/// failed, and why.
/// </summary>
internal static unsafe partial class StreamCalls
{
    internal const int O_RDWR = 2;
    internal const short POLLOUT = 4;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, byte* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    /// <summary>struct pollfd of poll(2).</summary>
    internal struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
