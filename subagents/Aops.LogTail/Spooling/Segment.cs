using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Aops.LogTail.Spooling;

/// <summary>One file of the spool: records, one after the other, only ever appended to.</summary>
internal sealed class Segment : IDisposable
{
    private const string Suffix = ".spool";

    private readonly SafeFileHandle _file;

    private Segment(string path, long baseSeq, SafeFileHandle file)
    {
        (Path, BaseSeq, EndSeq, _file) = (path, baseSeq, baseSeq, file);
    }

    internal string Path { get; }

    /// <summary>Number of its first line.</summary>
    internal long BaseSeq { get; }

    /// <summary>Number after its last line.</summary>
    internal long EndSeq { get; private set; }

    /// <summary>Bytes of whole records.</summary>
    internal long Length { get; private set; }

    internal static Segment Create(string folder, long baseSeq)
    {
        var path = System.IO.Path.Combine(folder, baseSeq.ToString("D20", CultureInfo.InvariantCulture) + Suffix);
        return new Segment(path, baseSeq, Open(path, FileMode.Create));
    }

    /// <summary>Opens what is there, in the order of the numbers; the caller then calls <see cref="Scan"/>.</summary>
    internal static IReadOnlyList<Segment> OpenAll(string folder)
    {
        var segments = new List<Segment>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(path);
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var baseSeq))
                segments.Add(new Segment(path, baseSeq, Open(path, FileMode.Open)));
        }
        return segments;
    }

    /// <summary>
    /// Reads every record from the start, and takes what is behind the last whole one as not there: it is the rest
    /// of a write that was broken off.
    /// </summary>
    /// <param name="visit">Gets each header with its state.</param>
    internal void Scan(Action<RecordHeader, ReadOnlySpan<byte>>? visit)
    {
        (Length, EndSeq) = (0, BaseSeq);
        while (TryReadAt(Length, out var payload) is { } header)
        {
            if (header.FirstSeq != EndSeq) break;
            visit?.Invoke(header, payload.AsSpan(0, header.StateBytes));
            Length += RecordHeader.Bytes + header.PayloadBytes;
            EndSeq += header.Lines;
        }
    }

    /// <summary>Whether the file is longer than its whole records.</summary>
    internal bool HasRest => RandomAccess.GetLength(_file) > Length;

    /// <summary>Reads the record at an offset.</summary>
    /// <returns>Null if there is none, or it is damaged.</returns>
    internal RecordHeader? TryReadAt(long offset, out byte[] payload)
    {
        payload = [];
        Span<byte> head = stackalloc byte[RecordHeader.Bytes];
        if (ReadFully(offset, head) < head.Length || RecordHeader.TryRead(head) is not { } header) return null;
        if (offset + RecordHeader.Bytes + header.PayloadBytes > RandomAccess.GetLength(_file)) return null;
        payload = new byte[header.PayloadBytes];
        ReadFully(offset + RecordHeader.Bytes, payload);
        return header.Fits(payload) ? header : null;
    }

    /// <summary>Appends a record.</summary>
    /// <exception cref="IOException">The disk is full; the segment is as it was.</exception>
    internal void Append(RecordHeader header, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> lines)
    {
        var head = new byte[RecordHeader.Bytes];
        header.Write(head);
        try
        {
            // One call (pwritev), so that a reader of the disk seldom finds a part.
            RandomAccess.Write(_file, [head, state, lines], Length);
        }
        catch (IOException)
        {
            Cut();
            throw;
        }
        Length += RecordHeader.Bytes + header.PayloadBytes;
        EndSeq = header.FirstSeq + header.Lines;
    }

    /// <summary>Cuts off what is behind the last whole record.</summary>
    internal void Cut() => RandomAccess.SetLength(_file, Length);

    internal void Sync() => RandomAccess.FlushToDisk(_file);

    internal void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _file.Dispose();

    private int ReadFully(long offset, Span<byte> target)
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

    // ReadWrite sharing takes no flock(2).
    private static SafeFileHandle Open(string path, FileMode mode) =>
        File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}
