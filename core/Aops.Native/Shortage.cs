namespace Aops.Native;

/// <summary>Tells a host that is short of something (disk, memory, descriptors, a device that fails) from any other fault.</summary>
public static class Shortage
{
    /// <summary>Whether a shortage of the host made an operation fail.</summary>
    /// <param name="error">What was thrown; the .NET runtime keeps errno in its HResult on Linux.</param>
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
