namespace Aops.Native;

/// <summary>
/// Distinguishes a shortage of the host (disk, memory, descriptors, a failing device) from other faults.
/// </summary>
public static class Shortage
{
    /// <summary>Whether a shortage of the host caused an exception.</summary>
    /// <param name="error">The exception; on Linux the .NET runtime stores errno in its HResult.</param>
    public static bool IsCauseOf(Exception error) => error switch
    {
        PosixException posix => IsShortage(posix.Errno),
        IOException io => IsShortage(io.HResult),
        _ => false,
    };

    private static bool IsShortage(int errno) =>
        Errno.IsShortage(errno)
        || errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EROFS or Errno.EIO or Errno.ETIMEDOUT;
}
