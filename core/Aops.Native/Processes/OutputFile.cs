using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>
/// A file for a child's output. Every write appends (O_APPEND), even after a rotation has truncated the file; the
/// base class library only seeks to the end once.
/// </summary>
public static class OutputFile
{
    private const int O_WRONLY = 1;
    private const int O_APPEND = 0x400;

    /// <summary>Opens a file for appending; creates it with mode 0640.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <exception cref="PosixException">open(2) failed.</exception>
    public static SafeFileHandle Open(string path) =>
        TryOpen(path) ?? throw new PosixException("open", path, Errno.ENOENT);

    /// <summary>Opens a file for appending; creates it with mode 0640.</summary>
    /// <returns>The file; null if its directory does not exist.</returns>
    /// <exception cref="PosixException">open(2) failed.</exception>
    public static SafeFileHandle? TryOpen(string path)
    {
        // An existing file keeps the mode that an operator gave it; a new one gets 0640 whatever the umask.
        var isNew = !File.Exists(path);
        var file = FileCalls.Open(
            path, O_WRONLY | O_APPEND | FileCalls.O_CREAT | FileCalls.O_CLOEXEC, (uint)AtomicFile.Log);
        if (!file.IsInvalid)
        {
            if (isNew) File.SetUnixFileMode(file, AtomicFile.Log);
            return file;
        }
        file.Dispose();
        var error = PosixException.Last("open", path);
        return error.Errno == Errno.ENOENT ? null : throw error;
    }

    /// <summary>
    /// Removes bytes from the front of a file in one step, so that concurrent writes are not lost (fallocate(2),
    /// FALLOC_FL_COLLAPSE_RANGE; supported by ext4 and XFS).
    /// </summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="length">
    /// Number of bytes: a multiple of the file system's block size, and less than the file's length.
    /// </param>
    /// <returns>Whether the file system supports it.</returns>
    public static bool TryDropFront(SafeFileHandle file, long length) =>
        ProcessCalls.Allocate(file, ProcessCalls.FALLOC_FL_COLLAPSE_RANGE, 0, length) == 0;
}
