using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>
/// A file that a child writes its output to. Every write goes to the end (O_APPEND), also after the file was cut
/// short by a rotation; the base class library only seeks there once.
/// </summary>
public static class OutputFile
{
    private const int O_WRONLY = 1;
    private const int O_APPEND = 0x400;

    /// <summary>Opens a file to append to; creates it with mode 0640.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <exception cref="PosixException">open(2) failed.</exception>
    public static SafeFileHandle Open(string path) =>
        TryOpen(path) ?? throw new PosixException("open", path, Errno.ENOENT);

    /// <summary>Opens a file to append to; creates it with mode 0640.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file; null if its directory does not exist.</returns>
    /// <exception cref="PosixException">open(2) failed.</exception>
    public static SafeFileHandle? TryOpen(string path)
    {
        // An existing one keeps the mode that somebody gave it; a new one has this, whatever the mask.
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
    /// Takes bytes away from the front of a file in one step, so that nothing that is written meanwhile gets lost
    /// (fallocate(2), FALLOC_FL_COLLAPSE_RANGE; ext4 and XFS have it).
    /// </summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="length">How much: a multiple of the file system's block, and less than the file's length.</param>
    /// <returns>Whether the file system can do that.</returns>
    public static bool TryDropFront(SafeFileHandle file, long length) =>
        ProcessCalls.Allocate(file, ProcessCalls.FALLOC_FL_COLLAPSE_RANGE, 0, length) == 0;
}
