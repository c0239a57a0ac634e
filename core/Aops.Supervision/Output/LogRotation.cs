using Aops.Contracts.SubAgents;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Output;

/// <summary>
/// Rotates a file that a process goes on appending to: what is there is copied to <c>NAME.1</c> and taken away from
/// the front. Where the file system can do that in one step no line is lost; elsewhere the file is cut to nothing
/// right after the last byte was copied.
/// </summary>
internal static class LogRotation
{
    private const int BlockBytes = 4096;

    /// <summary>Rotates if the file is too long.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Its limits.</param>
    /// <returns>Whether it was rotated.</returns>
    /// <exception cref="IOException">The copy failed (a full disk): the archives are gone, the file was emptied if it
    /// was longer than twice its limit, and the writer goes on.</exception>
    public static bool RotateIfLong(string path, LogSpec log)
    {
        if (LengthOf(path) <= log.BytesMax) return false;
        using var file = OutputFile.Open(path);
        if (log.FilesMax == 1)
        {
            RandomAccess.SetLength(file, 0);
            return true;
        }
        try
        {
            Shift(path, log.FilesMax - 1);
            CopyAndEmpty(path, file);
            return true;
        }
        catch (IOException)
        {
            for (var i = 1; i < log.FilesMax; i++) File.Delete(Archive(path, i));
            if (RandomAccess.GetLength(file) > 2 * log.BytesMax) RandomAccess.SetLength(file, 0);
            throw;
        }
    }

    /// <summary>Length of a file; 0 if it is not there.</summary>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    /// <summary>Name of the n-th archive; 1 is the newest.</summary>
    public static string Archive(string path, int number) => $"{path}.{number}";

    // NAME.1 becomes NAME.2, and the last one goes.
    private static void Shift(string path, int archivesMax)
    {
        File.Delete(Archive(path, archivesMax));
        for (var i = archivesMax - 1; i >= 1; i--)
        {
            if (File.Exists(Archive(path, i))) File.Move(Archive(path, i), Archive(path, i + 1));
        }
    }

    private static void CopyAndEmpty(string path, SafeFileHandle file)
    {
        using var source = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var archive = File.OpenHandle(
            Archive(path, 1), FileMode.Create, FileAccess.Write, FileShare.Read);
        File.SetUnixFileMode(archive, File.GetUnixFileMode(source));

        // The front, in whole blocks, can go in one step; a byte must be left behind it.
        var front = (RandomAccess.GetLength(source) - 1) / BlockBytes * BlockBytes;
        Copy(source, archive, 0, front);
        if (front > 0 && OutputFile.TryDropFront(file, front)) return;
        Copy(source, archive, front, long.MaxValue);
        RandomAccess.SetLength(file, 0);
    }

    private static void Copy(SafeFileHandle source, SafeFileHandle archive, long from, long to)
    {
        var buffer = new byte[64 * 1024];
        while (from < to)
        {
            var count = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from)), from);
            if (count == 0) return;
            RandomAccess.Write(archive, buffer.AsSpan(0, count), from);
            from += count;
        }
    }
}
