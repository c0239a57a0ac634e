namespace Aops.Native.Files;

/// <summary>Classifies exceptions of file access, for the exception filters of the whole suite.</summary>
public static class FileFaults
{
    /// <summary>
    /// Whether a file or directory could not be used as asked: missing, denied, read-only, full disk, I/O error. Includes
    /// every <see cref="PosixException"/>. Such a fault comes from the environment and is not a bug of the caller.
    /// </summary>
    public static bool IsFileFault(Exception e) => e is IOException or UnauthorizedAccessException;
}
