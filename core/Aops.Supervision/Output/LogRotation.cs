using System.Globalization;
using System.Text;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Output;

/// <summary>
/// Rotates a file to which a process keeps appending: its newest part is copied to <c>NAME.1</c>, at most
/// <c>bytesMax</c> and a slack, and the file is truncated. If the file system can remove the front in one step, and
/// the file is no longer than that, no line is lost. Rotation never blocks the writer and never follows it: output
/// beyond the bound is dropped, and a line in the file states how much.
/// </summary>
internal static class LogRotation
{
    private const int BlockBytes = 4096;

    // A file system may preallocate some space for a growing file; far more than that was reserved by the writer.
    private const long ReservedBytesMax = 64L * 1024 * 1024;

    /// <summary>Longest archive.</summary>
    /// <param name="log">Its limits.</param>
    public static long ArchiveBytesMax(LogSpec log) => log.BytesMax + Limits.LogSlackBytes;

    /// <summary>Rotates the file if it is too long.</summary>
    /// <param name="log">Its limits.</param>
    /// <returns>Whether it was rotated.</returns>
    /// <exception cref="IOException">
    /// The copy failed (a full disk): the archives are gone, the file was emptied if it was longer than twice its
    /// limit, and the writer continues.
    /// </exception>
    public static bool RotateIfLong(string path, LogSpec log)
    {
        if (!IsTooLong(path, log)) return false;
        using var file = OutputFile.Open(path);
        if (log.FilesMax == 1)
        {
            Cut(file, copied: 0);
            return true;
        }
        try
        {
            Shift(path, log.FilesMax - 1);
            Trim(path, log);
            CopyAndCut(path, file, ArchiveBytesMax(log));
            return true;
        }
        catch (IOException)
        {
            for (var i = 1; i < log.FilesMax; i++) File.Delete(Archive(path, i));
            if (RandomAccess.GetLength(file) > 2 * log.BytesMax) RandomAccess.SetLength(file, 0);
            throw;
        }
    }

    /// <summary>Truncates archives that are too long because an earlier version or another limit applied.</summary>
    /// <param name="log">Its limits.</param>
    /// <exception cref="IOException">An archive cannot be truncated.</exception>
    public static void Trim(string path, LogSpec log)
    {
        for (var i = 1; i < log.FilesMax; i++)
        {
            var archive = Archive(path, i);
            if (LengthOf(archive) <= ArchiveBytesMax(log)) continue;
            using var file = OutputFile.Open(archive);
            RandomAccess.SetLength(file, ArchiveBytesMax(log));
        }
    }

    /// <summary>
    /// Whether a file exceeds its limit, or takes far more space than its length; false if it does not exist.
    /// </summary>
    /// <param name="log">Its limits.</param>
    public static bool IsTooLong(string path, LogSpec log) =>
        FileStatus.TryRead(path) is { IsRegular: true } file
        && (file.Bytes > log.BytesMax || file.AllocatedBytes > (2 * log.BytesMax) + ReservedBytesMax);

    /// <summary>Length of a file; 0 if it does not exist.</summary>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Path of the n-th archive; 1 is the newest.</summary>
    public static string Archive(string path, int number) => $"{path}.{number}";

    // NAME.1 becomes NAME.2, and the oldest is deleted.
    private static void Shift(string path, int archivesMax)
    {
        File.Delete(Archive(path, archivesMax));
        for (var i = archivesMax - 1; i >= 1; i--)
        {
            if (File.Exists(Archive(path, i))) File.Move(Archive(path, i), Archive(path, i + 1));
        }
    }

    private static void CopyAndCut(string path, SafeFileHandle file, long bytesMax)
    {
        using var source = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var archive = File.OpenHandle(
            Archive(path, 1), FileMode.Create, FileAccess.Write, FileShare.Read);
        File.SetUnixFileMode(archive, File.GetUnixFileMode(source));

        var length = RandomAccess.GetLength(source);
        var first = Math.Max(0, length - bytesMax);
        if (first == 0)
        {
            // The front can be removed in whole blocks; at least one byte must remain.
            var front = Math.Max(0, length - 1) / BlockBytes * BlockBytes;
            Copy(source, archive, 0, front);
            if (front > 0 && OutputFile.TryDropFront(file, front)) return;
            Copy(source, archive, front, bytesMax);
        }
        else
        {
            Copy(source, archive, first, length);
        }
        Cut(file, RandomAccess.GetLength(archive));
    }

    private static void Cut(SafeFileHandle file, long copied)
    {
        var dropped = RandomAccess.GetLength(file) - copied;
        RandomAccess.SetLength(file, 0);
        if (dropped <= 0) return;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"[aops] the log was written faster than it can be retained: {dropped} bytes were dropped\n");
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(line), 0);
    }

    /// <summary>Appends a part of a file to another one.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">The other one.</param>
    /// <param name="from">First byte.</param>
    /// <param name="to">The byte after the last one.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Append(SafeFileHandle source, SafeFileHandle target, long from, long to) =>
        Copy(source, target, from, to);

    private static void Copy(SafeFileHandle source, SafeFileHandle archive, long from, long to)
    {
        var buffer = new byte[64 * 1024];
        var at = RandomAccess.GetLength(archive);
        while (from < to)
        {
            var count = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from)), from);
            if (count == 0) return;
            RandomAccess.Write(archive, buffer.AsSpan(0, count), at);
            from += count;
            at += count;
        }
    }
}
