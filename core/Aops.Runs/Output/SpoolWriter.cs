using Aops.Contracts.Wire.Runs;
using Aops.Contracts;
using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.Runs.Output;

/// <summary>
/// Writes the output of a run as frames into segments. Invariants: offsets only grow; what cannot be written, on a full
/// disk or beyond the quota, leaves a hole between two segments and never an exception; of more than the quota the
/// beginning and the end stay. Not thread-safe.
/// </summary>
public sealed class SpoolWriter : IDisposable
{
    private const int SegmentBytesMax = 1024 * 1024;
    private const int SegmentBytesMin = 4 * 1024;
    private const int SegmentsOfQuota = 32;

    private readonly string _folder;
    private readonly long _bytesMax;
    private readonly long _reserveBytes;
    private readonly int _segmentBytes;
    private readonly byte[] _frame = new byte[FrameHeader.Bytes + FrameHeader.ContentBytesMax];
    private readonly List<Written> _segments = [];
    private SafeFileHandle? _file;

    /// <summary>Makes one that goes on behind what the folder holds.</summary>
    /// <param name="folder">The folder, created with mode 0700.</param>
    /// <param name="bytesMax">Quota of all segments.</param>
    /// <param name="reserveBytes">Free space that is left on the disk.</param>
    /// <exception cref="IOException">The folder cannot be created or read.</exception>
    public SpoolWriter(string folder, long bytesMax, long reserveBytes = Limits.DiskReserveBytes)
    {
        (_folder, _bytesMax, _reserveBytes) = (folder, bytesMax, reserveBytes);
        _segmentBytes = (int)Math.Clamp(bytesMax / SegmentsOfQuota, SegmentBytesMin, SegmentBytesMax);
        AtomicFile.CreateDirectory(folder, AtomicFile.PrivateDirectory);
        End = new SpoolReader(folder).FindEnd();
        foreach (var segment in SpoolSegment.List(folder))
        {
            // One without a whole frame would be in the way of the next.
            if (segment.Begin == End) File.Delete(segment.Path);
            else _segments.Add(new(segment, new FileInfo(segment.Path).Length));
        }
    }

    /// <summary>Offset of the next frame.</summary>
    public long End { get; private set; }

    /// <summary>Bytes of frames that could not be written.</summary>
    public long LostBytes { get; private set; }

    /// <summary>Writes output.</summary>
    /// <param name="stream">Where it comes from.</param>
    /// <param name="at">When it was read.</param>
    /// <param name="content">The bytes.</param>
    public void Write(OutputStream stream, DateTimeOffset at, ReadOnlySpan<byte> content)
    {
        var microseconds = FrameHeader.MicrosecondsOf(at);
        while (!content.IsEmpty)
        {
            var part = content[..Math.Min(content.Length, FrameHeader.ContentBytesMax)];
            content = content[part.Length..];
            new FrameHeader(stream, microseconds, part.Length).Write(_frame);
            part.CopyTo(_frame.AsSpan(FrameHeader.Bytes));
            WriteFrame(_frame.AsSpan(0, FrameHeader.Bytes + part.Length));
        }
    }

    /// <summary>Flushes all segments to the disk, as far as that is possible.</summary>
    public void Flush()
    {
        Close();
        foreach (var segment in SpoolSegment.List(_folder))
        {
            try
            {
                using var file = File.OpenHandle(
                    segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                RandomAccess.FlushToDisk(file);
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                // Acknowledged meanwhile, or the disk fails: the reader tells what is missing.
            }
        }
    }

    /// <summary>Closes the segment.</summary>
    public void Dispose() => Close();

    private void WriteFrame(ReadOnlySpan<byte> frame)
    {
        var begin = End;
        // Also what is lost has its place in the sequence.
        End += frame.Length;
        try
        {
            if (_file is null || _segments[^1].Length >= _segmentBytes) Begin(begin);
            RandomAccess.Write(_file!, frame, _segments[^1].Length);
            _segments[^1] = _segments[^1] with { Length = _segments[^1].Length + frame.Length };
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LostBytes += frame.Length;
            GiveUpSegment();
        }
    }

    private void Begin(long offset)
    {
        Close();
        MakeRoom();
        if (FileSystemFacts.TryOf(_folder) is { } facts && facts.FreeBytes < _reserveBytes)
            throw new IOException($"{_folder}: the disk is full but for the reserve");
        var segment = SpoolSegment.At(_folder, offset);
        _file = File.OpenHandle(
            segment.Path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _segments.Add(new(segment, 0));
    }

    // Drops the oldest segments behind the beginning. What the reader has deleted takes no room any more.
    private void MakeRoom()
    {
        if (Total() + _segmentBytes <= _bytesMax) return;
        _segments.RemoveAll(s => !File.Exists(s.Segment.Path));
        while (Total() + _segmentBytes > _bytesMax && FindOldestOfTail() is var oldest and >= 0)
        {
            File.Delete(_segments[oldest].Segment.Path);
            _segments.RemoveAt(oldest);
        }
    }

    private long Total() => _segments.Sum(s => s.Length);

    private int FindOldestOfTail()
    {
        var length = 0L;
        return _segments.FindIndex(s => (length += s.Length) > _bytesMax / 2);
    }

    // The rest of a frame that was written in part is cut off; the next frame begins a new segment.
    private void GiveUpSegment()
    {
        if (_file is null) return;
        var last = _segments[^1];
        try
        {
            if (last.Length > 0)
            {
                RandomAccess.SetLength(_file, last.Length);
            }
            else
            {
                _segments.RemoveAt(_segments.Count - 1);
                File.Delete(last.Segment.Path);
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The reader cuts it as well.
        }
        Close();
    }

    private void Close()
    {
        if (_file is null) return;
        AtomicFile.BeginWriteBack(_file);
        _file.Dispose();
        _file = null;
    }

    private readonly record struct Written(SpoolSegment Segment, long Length);
}
