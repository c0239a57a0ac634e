using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>Declarations of file system calls that the base class library lacks.</summary>
internal static partial class FileCalls
{
    internal const int O_RDONLY = 0;
    internal const int O_RDWR = 2;
    internal const int O_CREAT = 0x40;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;
    internal const int F_SETOWN_EX = 15;
    internal const int F_NOTIFY = 1026;
    internal const int F_OWNER_TID = 0;
    internal const int DN_MODIFY = 0x2;
    internal const int DN_CREATE = 0x4;
    internal const int DN_DELETE = 0x8;
    internal const int DN_RENAME = 0x10;
    internal const int DN_MULTISHOT = unchecked((int)0x80000000);
    internal const int W_OK = 2;
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;
    internal const int LOCK_UN = 8;
    internal const int AT_FDCWD = -100;
    internal const int AT_SYMLINK_NOFOLLOW = 0x100;
    internal const uint STATX_TYPE = 1;
    internal const uint SYNC_FILE_RANGE_WRITE = 2;

    // asm/fcntl.h: these two flags have other values on arm64 than on x64.
    internal static readonly int O_DIRECTORY =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    internal static readonly int O_NOFOLLOW =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    // asm/unistd_64.h and asm-generic/unistd.h.
    internal static readonly nint SYS_copy_file_range =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 285 : 326;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Status(int directory, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    internal static partial int SyncRange(SafeFileHandle file, long offset, long length, uint flags);

    // glibc exports copy_file_range since 2.27 only; the programs must run with 2.17.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint CopyRange(
        nint number, SafeFileHandle from, long* fromOffset, SafeFileHandle to, long* toOffset, nint length, uint flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Symlink(string target, string link);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static unsafe partial int Control(SafeFileHandle file, int command, Owner* owner);

    /// <summary>struct f_owner_ex: the receiver of a descriptor's signals.</summary>
    internal struct Owner
    {
        public int Type;
        public int Id;
    }
}
