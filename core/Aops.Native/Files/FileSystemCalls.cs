using System.Runtime.InteropServices;

namespace Aops.Native.Files;

/// <summary>Declaration of statvfs(3), which the base class library lacks.</summary>
internal static unsafe partial class FileSystemCalls
{
    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Ask(string path, Status* status);

    /// <summary>struct statvfs of 64-bit Linux (bits/statvfs.h), with spare room.</summary>
    internal struct Status
    {
        public ulong BlockBytes;
        public ulong FragmentBytes;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public ulong Files;
        public ulong FilesFree;
        public ulong FilesAvailable;
        public ulong Id;
        public ulong Flags;
        public ulong NameBytesMax;
        public fixed int Spare[16];
    }
}
