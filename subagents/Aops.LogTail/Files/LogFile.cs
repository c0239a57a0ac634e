using System.Globalization;
using Aops.LogTail.Records;
using Aops.LogTail.Spooling;
using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.LogTail.Files;

/// <summary>An open file with what tells it from others: device, inode, and its first bytes.</summary>
internal sealed class LogFile : IDisposable
{
    /// <summary>Bytes of the beginning that identify a file, once it has them.</summary>
    internal const int HeadBytesMax = 256;

    private const int CompareBytes = 1024;

    private readonly SafeFileHandle _file;
    private readonly FileStatus _status;

    private LogFile(SafeFileHandle file, FileStatus status) => (_file, _status) = (file, status);

    internal string Key => KeyOf(_status);

    internal ulong Device => _status.Device;

    internal ulong Inode => _status.Inode;

    internal long Length => RandomAccess.GetLength(_file);

    internal static string KeyOf(FileStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.Device:x}:{status.Inode:x}");

    /// <summary>Opens a regular file.</summary>
    /// <returns>Null if it is none, or is gone.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static LogFile? TryOpen(string path, bool followsLinks)
    {
        // Looked at first: the open of a fifo would wait for its writer.
        if (FileStatus.TryRead(path, followsLinks) is not { IsRegular: true } wanted) return null;
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        // Replaced in between by a link that leads elsewhere: the next look decides.
        var status = FileStatus.Of(file);
        if (status.IsSameFile(wanted)) return new LogFile(file, status);
        file.Dispose();
        return null;
    }

    /// <summary>Reads at an offset, as much as there is.</summary>
    internal int Read(Span<byte> target, long offset)
    {
        var done = 0;
        while (done < target.Length)
        {
            var read = RandomAccess.Read(_file, target[done..], offset + done);
            if (read == 0) break;
            done += read;
        }
        return done;
    }

    /// <summary>Checksum of the first bytes.</summary>
    internal uint Head(int bytes)
    {
        Span<byte> head = stackalloc byte[HeadBytesMax];
        return Checksums.Of(head[..Read(head[..bytes], 0)]);
    }

    /// <summary>Whether this is the file of which a position is known, and has not been overwritten since.</summary>
    internal bool Fits(FileState state) => Length >= state.Offset && Head(state.HeadBytes) == state.Head;

    /// <summary>Whether this file begins as another does, up to a position: a copy of it.</summary>
    internal bool IsCopyOf(LogFile other, FileState state)
    {
        if (state.Offset == 0 || !Fits(state)) return false;
        var (mine, its) = (new byte[CompareBytes], new byte[CompareBytes]);
        var from = Math.Max(0, state.Offset - CompareBytes);
        var length = (int)(state.Offset - from);
        return Read(mine.AsSpan(0, length), from) == length && other.Read(its.AsSpan(0, length), from) == length
            && mine.AsSpan(0, length).SequenceEqual(its.AsSpan(0, length));
    }

    public void Dispose() => _file.Dispose();
}
