using System.Runtime.InteropServices;

namespace Aops.Native.Files;

/// <summary>Whether this process may write to a file, a folder or a socket, by access(2): nothing is opened or changed.</summary>
public static class WriteAccess
{
    /// <summary>Why it may not.</summary>
    /// <param name="path">The path; links are followed.</param>
    /// <returns>The error number (<see cref="Errno"/>): EROFS also for root; 0 where it may.</returns>
    public static int FaultOf(string path) =>
        FileCalls.Access(path, FileCalls.W_OK) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Whether a path lies on a file system that is mounted read-only.</summary>
    /// <param name="path">The path; one that is not there is none.</param>
    public static bool IsReadOnly(string path) => FaultOf(path) == Errno.EROFS;

    /// <summary>Whether the rights of this user are what keeps it from writing.</summary>
    /// <param name="path">The path.</param>
    public static bool IsDenied(string path) => FaultOf(path) is Errno.EACCES or Errno.EPERM;
}
