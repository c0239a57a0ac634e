using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>
/// Changes of files that survive a power failure. Content is written to a temporary file, flushed, renamed over the
/// target, and the directory is flushed: a reader sees either the complete old or the complete new content.
/// </summary>
public static class AtomicFile
{
    /// <summary>Mode 0600: state and secrets.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Mode 0640: logs.</summary>
    public const UnixFileMode Log = Private | UnixFileMode.GroupRead;

    /// <summary>Mode 0644: readable by every user.</summary>
    public const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Mode 0755: programs and directories.</summary>
    public const UnixFileMode Executable =
        Public | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Mode 0711: directories that other users may pass through, but not list.</summary>
    public const UnixFileMode PassableDirectory =
        PrivateDirectory | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Mode 0750: directories of logs.</summary>
    public const UnixFileMode GroupDirectory =
        PrivateDirectory | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Mode 0700: directories of state.</summary>
    public const UnixFileMode PrivateDirectory = Private | UnixFileMode.UserExecute;

    /// <summary>Replaces the content of a file.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="content">The complete new content.</param>
    /// <param name="mode">Mode of the new file.</param>
    /// <exception cref="IOException">The disk is full, or a call failed; the old content stays.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = Private)
    {
        using var pending = new PendingFile(path, mode);
        pending.Stream.Write(content);
        pending.Commit();
    }

    /// <summary>Replaces the content of a file by what is written to a stream, which may be long.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="write">Writes the complete new content. If it throws, the old content stays.</param>
    /// <param name="mode">Mode of the new file.</param>
    /// <exception cref="IOException">The disk is full, or a call failed; the old content stays.</exception>
    public static void Write(string path, Action<Stream> write, UnixFileMode mode)
    {
        using var pending = new PendingFile(path, mode);
        write(pending.Stream);
        pending.Commit();
    }

    /// <summary>Replaces the content of a file by that of another file, which the kernel copies.</summary>
    /// <param name="source">The file to copy.</param>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="mode">Mode of the new file.</param>
    /// <exception cref="IOException">The disk is full, or a call failed; the old content stays.</exception>
    public static void Copy(string source, string path, UnixFileMode mode)
    {
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var pending = new PendingFile(path, mode);
        FileCopy.Copy(from, pending.Stream);
        pending.Commit();
    }

    /// <summary>Replaces a file's content by text in UTF-8.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="content">The whole new content.</param>
    /// <param name="mode">Mode of the new file.</param>
    public static void Write(string path, string content, UnixFileMode mode = Private) =>
        Write(path, Encoding.UTF8.GetBytes(content), mode);

    /// <summary>
    /// Renames within one file system, replacing an existing target, and flushes the directory of the new name.
    /// </summary>
    /// <exception cref="PosixException">rename(2) or fsync(2) failed.</exception>
    public static void Rename(string from, string to)
    {
        if (FileCalls.Rename(from, to) != 0)
            throw PosixException.Last("rename", $"{from} -> {to}");
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>Creates or replaces a symbolic link by one rename.</summary>
    /// <param name="target">The link's content: relative to the link's directory, or absolute.</param>
    /// <exception cref="PosixException">symlink(2), rename(2) or fsync(2) failed; the old link stays.</exception>
    public static void ReplaceLink(string link, string target)
    {
        var temporary = $"{link}.{Environment.ProcessId}.tmp";
        File.Delete(temporary);
        if (FileCalls.Symlink(target, temporary) != 0)
            throw PosixException.Last("symlink", temporary);
        try
        {
            Rename(temporary, link);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Deletes a file and flushes its directory; a missing file is not a fault.</summary>
    public static void Delete(string path)
    {
        if (!File.Exists(path)) return;
        File.Delete(path);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>
    /// Creates a directory and its parents with a mode, independent of the umask, and flushes the parent.
    /// </summary>
    /// <param name="path">The directory; an existing one keeps its mode.</param>
    /// <param name="mode">Mode of the directory itself; parents are created with 0755.</param>
    public static void CreateDirectory(string path, UnixFileMode mode = Executable)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent)) CreateDirectory(parent);
        Directory.CreateDirectory(path, mode);
        if (File.GetUnixFileMode(path) != mode) File.SetUnixFileMode(path, mode);
        if (!string.IsNullOrEmpty(parent)) SyncDirectory(parent);
    }

    /// <summary>Flushes a directory, so that its entries are on the disk.</summary>
    /// <exception cref="PosixException">open(2) or fsync(2) failed.</exception>
    public static void SyncDirectory(string path)
    {
        using var directory = OpenDirectory(path);
        // EINVAL: a file system that does not support fsync on directories.
        if (FileCalls.Sync(directory) != 0
            && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Errno.EINVAL)
        {
            throw PosixException.Last("fsync", path);
        }
    }

    /// <summary>
    /// Starts writing dirty pages of a file to the disk and does not wait (sync_file_range(2)), so that a later
    /// flush takes less time. No effect if the file system does not support it.
    /// </summary>
    public static void BeginWriteBack(SafeFileHandle file) =>
        _ = FileCalls.SyncRange(file, 0, 0, FileCalls.SYNC_FILE_RANGE_WRITE);

    /// <summary>Opens a directory for reading, close-on-exec.</summary>
    /// <exception cref="PosixException">open(2) failed.</exception>
    public static SafeFileHandle OpenDirectory(string path)
    {
        var directory = FileCalls.Open(
            path, FileCalls.O_RDONLY | FileCalls.O_DIRECTORY | FileCalls.O_CLOEXEC, 0);
        if (!directory.IsInvalid) return directory;
        directory.Dispose();
        throw PosixException.Last("open", path);
    }
}
