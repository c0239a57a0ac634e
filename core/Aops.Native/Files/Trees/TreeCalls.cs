using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files.Trees;

/// <summary>
/// Declarations of the calls that read and change a name relative to an open directory. Names are bytes that end
/// with a NUL, since a user can choose names that are not text.
/// </summary>
internal static unsafe partial class TreeCalls
{
    internal const int O_PATH = 0x200000;
    internal const int AT_REMOVEDIR = 0x200;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const ulong RESOLVE_NO_XDEV = 0x01;
    internal const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    internal const ulong RESOLVE_NO_SYMLINKS = 0x04;
    internal const ulong RESOLVE_BENEATH = 0x08;

    // asm/unistd_64.h and asm-generic/unistd.h; the C libraries of old hosts do not export these.
    internal static readonly nint SYS_getdents64 =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

    internal static readonly nint SYS_statx =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 291 : 332;

    internal static readonly nint SYS_openat2 = 437;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    internal static partial SafeFileHandle OpenAt(SafeFileHandle directory, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint OpenAt2(
        nint number, SafeFileHandle directory, byte* name, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int UnlinkAt(SafeFileHandle directory, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    internal static partial int RenameAt(SafeFileHandle from, byte* name, SafeFileHandle to, byte* newName);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint ReadEntries(nint number, SafeFileHandle directory, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint StatusAt(
        nint number, SafeFileHandle directory, byte* name, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(SafeFileHandle directory, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    internal static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    /// <summary>struct open_how of openat2(2).</summary>
    internal struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
