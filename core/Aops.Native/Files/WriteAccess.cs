using System.Runtime.InteropServices;

namespace Aops.Native.Files;

/// <summary>
/// Whether this process may write to a file, directory or socket, by access(2), without opening or changing it.
/// </summary>
public static class WriteAccess
{
    /// <summary>The reason why it may not.</summary>
    /// <param name="path">The path; links are followed.</param>
    /// <returns>The error number (<see cref="Errno"/>): EROFS also for root; 0 if it may.</returns>
    public static int FaultOf(string path) =>
        FileCalls.Access(path, FileCalls.W_OK) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>
    /// Whether a path is on a file system that is mounted read-only; false for a path that does not exist.
    /// </summary>
    public static bool IsReadOnly(string path) => FaultOf(path) == Errno.EROFS;

    /// <summary>Whether this user lacks the permission to write.</summary>
    public static bool IsDenied(string path) => FaultOf(path) is Errno.EACCES or Errno.EPERM;
}
