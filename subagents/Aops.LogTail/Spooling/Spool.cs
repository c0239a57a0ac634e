using System.Text.Json;
using Aops.LogTail.Records;
using Aops.Native.Files;

namespace Aops.LogTail.Spooling;

/// <summary>
/// The lines that wait for the sink, on the disk. Invariants: a record holds lines together with the positions of
/// their sources, so that a crash loses neither and repeats neither; what is sent was flushed to the disk before, so
/// that no number ever stands for two lines; only whole segments are dropped, the oldest that is not being sent.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const int SegmentsWanted = 16;
    private const long SegmentBytesMin = 512 * 1024;
    private const long SegmentBytesMax = 16L * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly long _bytesMax;
    private readonly long _segmentBytes;
    private readonly List<Segment> _segments;
    private readonly SemaphoreSlim _added = new(0, 1);
    private readonly TimeProvider _clock;
    private (Segment? Segment, long Offset) _cursor;
    private Segment? _dirty;

    private Spool(
        string folder, long bytesMax, List<Segment> segments, StreamState state, long nextSeq, Delivery delivery,
        TimeProvider clock)
    {
        (_folder, _bytesMax, _segments, State, NextSeq, Delivery, _clock) =
            (folder, bytesMax, segments, state, nextSeq, delivery, clock);
        _segmentBytes = Math.Clamp(bytesMax / SegmentsWanted, SegmentBytesMin, SegmentBytesMax);
    }

    /// <summary>State of all sources after the last record.</summary>
    internal StreamState State { get; private set; }

    /// <summary>Number that the next line gets.</summary>
    internal long NextSeq { get; private set; }

    internal Delivery Delivery { get; }

    internal long Bytes
    {
        get
        {
            lock (_gate) return _segments.Sum(segment => segment.Length);
        }
    }

    /// <summary>Lines that are neither delivered nor dropped.</summary>
    internal long WaitingLines
    {
        get
        {
            lock (_gate)
            {
                var next = Delivery.Now.Next;
                return _segments.Sum(segment => Math.Max(0, segment.EndSeq - Math.Max(segment.BaseSeq, next)));
            }
        }
    }

    /// <summary>Opens the spool, or begins a stream.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    internal static Spool Open(string folder, long bytesMax, TimeProvider clock)
    {
        AtomicFile.CreateDirectory(folder, AtomicFile.PrivateDirectory);
        var opened = SpoolFiles.Open(folder);
        var first = opened.Segments.Count > 0 ? opened.Segments[0].BaseSeq : 1;
        var delivery = Delivery.Open(Path.Combine(folder, "checkpoint.json"), opened.State.Stream, first, clock);
        foreach (var (firstSeq, lines, bytes) in opened.Damaged)
            delivery.Dropped("damaged", firstSeq, lines, bytes, moveTo: null);
        if (opened.Segments.FirstOrDefault(s => s.BaseSeq == delivery.Now.DroppingBase) is { } counted
            && opened.Segments.Count > 1)
        {
            opened.Segments.Remove(counted);
            counted.Delete();
        }
        delivery.DroppingEnded();
        var end = opened.Segments.Count > 0 ? opened.Segments[^1].EndSeq : 1;
        var spool = new Spool(
            folder, bytesMax, opened.Segments, opened.State, Math.Max(end, delivery.Now.Next), delivery, clock);
        spool.Release();
        return spool;
    }

    /// <summary>Takes over a chunk.</summary>
    /// <exception cref="IOException">The disk is full; nothing of it was taken over.</exception>
    internal void Append(Chunk chunk)
    {
        var change = chunk.State(State.Stream);
        var state = JsonSerializer.SerializeToUtf8Bytes(change, StreamJson.Default.StreamState);
        var header = RecordHeader.Of(state, chunk.Records.Span, chunk.Lines, NextSeq, chunk.Time);
        lock (_gate)
        {
            var bytes = RecordHeader.Bytes + header.PayloadBytes;
            MakeRoom(bytes);
            if (_segments.Count == 0 || _segments[^1].EndSeq != NextSeq
                || (_segments[^1].EndSeq > _segments[^1].BaseSeq && _segments[^1].Length + bytes > _segmentBytes))
            {
                BeginSegment();
            }
            try
            {
                _segments[^1].Append(header, state, chunk.Records);
            }
            catch (IOException) when (Delivery.Now.Next >= NextSeq && _segments[^1].EndSeq > _segments[^1].BaseSeq)
            {
                // The disk is full, by a segment of which all was delivered: a short one takes its place.
                BeginSegment();
                Release();
                _segments[^1].Append(header, state, chunk.Records);
            }
            _dirty = _segments[^1];
            State = State.With(change);
            NextSeq += chunk.Lines;
        }
        if (chunk.Lines > 0 && _added.CurrentCount == 0) _added.Release();
    }

    /// <summary>Waits until lines are added, or the time is over.</summary>
    internal Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        _added.WaitAsync(time, cancellationToken);

    /// <summary>
    /// The oldest lines that are not delivered, of one segment; they are on the disk when it returns.
    /// </summary>
    /// <returns>Null if there are none.</returns>
    internal SpoolBatch? TryRead(int linesMax, int bytesMax)
    {
        lock (_gate)
        {
            while (true)
            {
                var from = Delivery.Now.Next;
                if (_segments.Find(s => s.EndSeq > from) is not { } segment) return null;
                from = Math.Max(from, segment.BaseSeq);
                if (ReadOf(segment, from, linesMax, bytesMax) is { } batch)
                {
                    if (_dirty == segment) Sync();
                    return batch;
                }
                // Its checksum was right when it was opened: the disk lost it since.
                Delivery.Dropped("damaged", from, segment.EndSeq - from, 0, moveTo: segment.EndSeq);
            }
        }
    }

    /// <summary>Deletes segments that were delivered.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            while (_segments.Count > 1 && _segments[0].EndSeq <= Delivery.Now.Next) DeleteAt(0);
        }
    }

    /// <summary>Flushes what was appended to the disk.</summary>
    internal void Sync()
    {
        lock (_gate)
        {
            _dirty?.Sync();
            _dirty = null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var segment in _segments) segment.Dispose();
            _segments.Clear();
        }
        _added.Dispose();
    }

    private SpoolBatch? ReadOf(Segment segment, long from, int linesMax, int bytesMax)
    {
        var offset = _cursor.Segment == segment ? _cursor.Offset : 0;
        using var bytes = new MemoryStream();
        var (lines, time) = (0, DateTimeOffset.MinValue);
        while (lines < linesMax && bytes.Length < bytesMax && offset < segment.Length)
        {
            if (segment.TryReadAt(offset, out var payload) is not { } header) break;
            // The cursor lies behind the wanted line where a batch is read again after a drop.
            if (lines == 0 && header.FirstSeq > from && offset > 0)
            {
                offset = 0;
                continue;
            }
            var skip = (int)Math.Max(0, from + lines - header.FirstSeq);
            if (skip < header.Lines)
            {
                var text = payload.AsSpan(header.StateBytes);
                text = text[LineCut.Measure(text, skip)..];
                var fit = LineCut.Fit(text, linesMax - lines, bytesMax - (int)bytes.Length);
                if (lines > 0 && bytes.Length + fit.Bytes > bytesMax) break;
                if (lines == 0) time = DateTimeOffset.FromUnixTimeMilliseconds(header.Time);
                bytes.Write(text[..fit.Bytes]);
                lines += fit.Lines;
                if (skip + fit.Lines < header.Lines) break;
            }
            offset += RecordHeader.Bytes + header.PayloadBytes;
            if (lines == 0) _cursor = (segment, offset);
        }
        return lines == 0 ? null : new SpoolBatch(State.Stream, from, lines, bytes.ToArray(), time);
    }

    // The newest lines say what happens now, and a file that is deleted while its lines wait would hold its space on
    // the disk: so the oldest go. The segment with the next line may be on its way, and stays.
    private void MakeRoom(long bytes)
    {
        while (_segments.Sum(s => s.Length) + bytes > _bytesMax)
        {
            var next = Delivery.Now.Next;
            var victim = _segments.FindIndex(
                0, Math.Max(0, _segments.Count - 1), s => s.BaseSeq > next || s.EndSeq <= next);
            if (victim < 0) return;
            var segment = _segments[victim];
            if (segment.EndSeq > next && segment.EndSeq > segment.BaseSeq)
            {
                Delivery.Dropped("spool-full", segment.BaseSeq, segment.EndSeq - segment.BaseSeq, segment.Length,
                    moveTo: null, droppingBase: segment.BaseSeq);
            }
            DeleteAt(victim);
            Delivery.DroppingEnded();
        }
    }

    private void BeginSegment()
    {
        _dirty?.Sync();
        _dirty = null;
        var segment = Segment.Create(_folder, NextSeq);
        try
        {
            var state = JsonSerializer.SerializeToUtf8Bytes(State, StreamJson.Default.StreamState);
            segment.Append(RecordHeader.Of(state, [], 0, NextSeq, _clock.GetUtcNow()), state, default);
            AtomicFile.SyncDirectory(_folder);
        }
        catch (IOException)
        {
            segment.Delete();
            throw;
        }
        // An empty one before it, which a start found, has the same name.
        if (_segments.Count > 0 && _segments[^1].BaseSeq == segment.BaseSeq)
        {
            _segments[^1].Dispose();
            _segments.RemoveAt(_segments.Count - 1);
        }
        _segments.Add(segment);
    }

    private void DeleteAt(int index)
    {
        var segment = _segments[index];
        _segments.RemoveAt(index);
        if (_cursor.Segment == segment) _cursor = default;
        if (_dirty == segment) _dirty = null;
        segment.Delete();
    }
}
