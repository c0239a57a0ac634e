using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files.Trees;

/// <summary>
/// Opens a subdirectory of an open directory by its name, never through a link and never onto another mount: by
/// openat2(2) if the kernel has it (5.6), otherwise by openat(2) with a check of the mount.
/// </summary>
/// <param name="usesOpenAt2">False tests the code for kernels without it.</param>
internal sealed unsafe class DirectoryOpener(bool usesOpenAt2 = true)
{
    private static readonly int Flags = FileCalls.O_RDONLY | FileCalls.O_DIRECTORY | FileCalls.O_NOFOLLOW
        | FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC;

    private bool _usesOpenAt2 = usesOpenAt2;

    /// <summary>Opens a subdirectory on the same mount.</summary>
    /// <param name="parent">The open directory.</param>
    /// <param name="name">Name of the subdirectory, ending with a NUL.</param>
    /// <param name="errno">
    /// Reason of a failure: EXDEV for another mount, ENOTDIR or ELOOP if it is not a directory.
    /// </param>
    /// <returns>The subdirectory, or null.</returns>
    public SafeFileHandle? TryOpenBelow(SafeFileHandle parent, ReadOnlySpan<byte> name, out int errno)
    {
        if (_usesOpenAt2)
        {
            var opened = OpenAt2(parent, name, out errno);
            if (opened is not null) return opened;
            // EPERM: the reply of system call filters that predate the call.
            if (errno is not (Errno.ENOSYS or Errno.EPERM or Errno.EINVAL)) return null;
            if (errno == Errno.ENOSYS) _usesOpenAt2 = false;
        }
        var child = TryOpen(parent, name, out errno);
        if (child is null || FileStatus.MountOf(child) == FileStatus.MountOf(parent)) return child;
        child.Dispose();
        errno = Errno.EXDEV;
        return null;
    }

    /// <summary>Opens a subdirectory even on another mount; a link is not followed.</summary>
    /// <param name="parent">The open directory.</param>
    /// <param name="name">Name of the subdirectory, ending with a NUL.</param>
    /// <param name="errno">Reason of a failure.</param>
    public static SafeFileHandle? TryOpen(SafeFileHandle parent, ReadOnlySpan<byte> name, out int errno)
    {
        while (true)
        {
            var child = OpenAt(parent, name, Flags);
            errno = Marshal.GetLastPInvokeError();
            if (!child.IsInvalid) return child;
            child.Dispose();
            if (errno != Errno.EACCES || !TryUnlock(parent, name)) return null;
        }
    }

    // A directory of this user whose mode denies access to this user. The mode is changed through the descriptor,
    // since the name may lead elsewhere by now.
    private static bool TryUnlock(SafeFileHandle parent, ReadOnlySpan<byte> name)
    {
        const uint ownerAll = 0x1C0;
        using var directory = OpenAt(
            parent, name, TreeCalls.O_PATH | FileCalls.O_DIRECTORY | FileCalls.O_NOFOLLOW | FileCalls.O_CLOEXEC);
        if (directory.IsInvalid) return false;
        var status = FileStatus.Of(directory);
        if (status.UserId != CurrentUser.EffectiveId || (status.Mode & ownerAll) == ownerAll) return false;
        try
        {
            // fchmod(2) refuses an O_PATH descriptor; this magic link leads exactly to the open directory.
            File.SetUnixFileMode(
                $"/proc/self/fd/{directory.DangerousGetHandle()}", (UnixFileMode)(status.Permissions | ownerAll));
            return true;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return false;
        }
    }

    private static SafeFileHandle OpenAt(SafeFileHandle parent, ReadOnlySpan<byte> name, int flags)
    {
        fixed (byte* start = name) return TreeCalls.OpenAt(parent, start, flags, 0);
    }

    private static SafeFileHandle? OpenAt2(SafeFileHandle parent, ReadOnlySpan<byte> name, out int errno)
    {
        const int triesMax = 8;
        var how = new TreeCalls.OpenHow
        {
            Flags = (ulong)Flags,
            Resolve = TreeCalls.RESOLVE_NO_XDEV | TreeCalls.RESOLVE_NO_MAGICLINKS
                | TreeCalls.RESOLVE_NO_SYMLINKS | TreeCalls.RESOLVE_BENEATH,
        };
        errno = 0;
        for (var attempt = 0; attempt < triesMax; attempt++)
        {
            nint file;
            fixed (byte* start = name)
            {
                file = TreeCalls.OpenAt2(
                    TreeCalls.SYS_openat2, parent, start, &how, (nuint)sizeof(TreeCalls.OpenHow));
            }
            if (file >= 0) return new SafeFileHandle(file, ownsHandle: true);
            errno = Marshal.GetLastPInvokeError();
            // EAGAIN: the tree was renamed during the call.
            var again = errno is Errno.EAGAIN or Errno.EINTR || (errno == Errno.EACCES && TryUnlock(parent, name));
            if (!again) break;
        }
        return null;
    }
}
