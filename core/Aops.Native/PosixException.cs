using System.Runtime.InteropServices;

namespace Aops.Native;

/// <summary>A system call failed; the message contains the call, its subject and the error in words.</summary>
public sealed class PosixException : IOException
{
    /// <summary>Describes a failed call.</summary>
    /// <param name="call">Name of the call, for instance <c>rename</c>.</param>
    /// <param name="subject">The path, pid or descriptor.</param>
    /// <param name="errno">The error number (errno(3)).</param>
    public PosixException(string call, string subject, int errno)
        : base($"{call} {subject}: {Marshal.GetPInvokeErrorMessage(errno)}")
    {
        Call = call;
        Errno = errno;
    }

    /// <summary>Name of the call.</summary>
    public string Call { get; }

    /// <summary>The error number (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>Whether the disk, or the quota, is full.</summary>
    public bool IsDiskFull => Errno is Native.Errno.ENOSPC or Native.Errno.EDQUOT;

    /// <summary>
    /// Whether this process or the host lacked a resource that the call needs (a descriptor, memory). Such a
    /// failure says nothing about the call's subject, and a retry may succeed.
    /// </summary>
    public bool IsShortage => Native.Errno.IsShortage(Errno);

    /// <summary>The error of the preceding call on this thread.</summary>
    /// <param name="call">Name of the call.</param>
    /// <param name="subject">The path, pid or descriptor.</param>
    internal static PosixException Last(string call, string subject) =>
        new(call, subject, Marshal.GetLastPInvokeError());
}

/// <summary>Error numbers of Linux on x64 and arm64 (asm-generic/errno.h).</summary>
public static class Errno
{
#pragma warning disable CS1591 // errno(3) documents them.
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int E2BIG = 7;
    public const int ENOEXEC = 8;
    public const int EBADF = 9;
    public const int ECHILD = 10;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ETXTBSY = 26;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int EPIPE = 32;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;
    public const int ETIMEDOUT = 110;
    public const int EDQUOT = 122;
#pragma warning restore CS1591

    /// <summary>See <see cref="PosixException.IsShortage"/>.</summary>
    /// <param name="errno">The error number.</param>
    public static bool IsShortage(int errno) => errno is EMFILE or ENFILE or ENOMEM or EAGAIN;
}
