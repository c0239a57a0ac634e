using Aops.LogTail.Pacing;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;

namespace Aops.LogTail.Lines;

/// <summary>The way of records from a source into a chunk: its rate, its counters, its notices of drops.</summary>
internal sealed class SourceOutput
{
    // A notice comes when the drops have ceased, at the latest after the longer time.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(10);

    private readonly RateLimit _rate;
    private readonly byte[] _head;
    private readonly SourceState _earlier;

    // Fields, since each line counts: the record of them is made once a pass.
    private long _readLines;
    private long _readBytes;
    private long _droppedLines;
    private long _droppedBytes;
    private long _splitLines;
    private long _truncations;
    private long _lostFiles;
    private PendingDrop? _untold;

    internal SourceOutput(SourceSettings settings, byte[] head, SourceState? earlier, TimeProvider clock)
    {
        _rate = new RateLimit(settings.Rate, clock);
        _head = head;
        _earlier = (earlier ?? new SourceState { Name = settings.Name }) with { Files = [], Gone = [], Cursor = null };
        _untold = _earlier.Untold;
    }

    /// <summary>The counters since the stream began; position and files are the source's own.</summary>
    internal SourceState Counters => _earlier with
    {
        ReadLines = _earlier.ReadLines + _readLines,
        ReadBytes = _earlier.ReadBytes + _readBytes,
        DroppedLines = _earlier.DroppedLines + _droppedLines,
        DroppedBytes = _earlier.DroppedBytes + _droppedBytes,
        SplitLines = _earlier.SplitLines + _splitLines,
        Truncations = _earlier.Truncations + _truncations,
        LostFiles = _earlier.LostFiles + _lostFiles,
        Untold = _untold,
    };

    /// <summary>Whether something was counted since the last <see cref="Counted"/>.</summary>
    internal bool IsChanged { get; private set; }

    /// <summary>Whether a record of this many bytes has to wait for its rate.</summary>
    internal bool MustWait(int bytes) => _rate.Waits && !_rate.Allows(bytes);

    /// <summary>Adds a record of a file, or counts it as dropped.</summary>
    /// <param name="bytes">What it took in the source.</param>
    /// <param name="part">0 for a whole one, otherwise its number from 1.</param>
    internal void AddLine(Chunk chunk, byte[] file, ReadOnlySpan<byte> message, int bytes, int part)
    {
        if (Begin(chunk, chunk.Time, bytes) is not { } writer) return;
        writer.Member("file"u8, file);
        if (part > 0) writer.Member("part"u8, part);
        writer.Member("message"u8, message);
        chunk.End();
    }

    /// <summary>Begins a record; who gets the writer adds its members and ends it.</summary>
    /// <returns>Null where the rate is used up, and the record was counted as dropped.</returns>
    internal RecordWriter? Begin(Chunk chunk, DateTimeOffset time, int bytes)
    {
        IsChanged = true;
        _readLines++;
        _readBytes += bytes;
        if (_rate.TryTake(bytes)) return chunk.Begin(_head, time);
        _droppedLines++;
        _droppedBytes += bytes;
        _untold = _untold is { } untold
            ? untold with { Lines = untold.Lines + 1, Bytes = untold.Bytes + bytes, To = chunk.Time }
            : new PendingDrop(
                _earlier.DroppedLines + _droppedLines, "rate", 1, bytes, chunk.Time, chunk.Time, 0, 0);
        return null;
    }

    /// <summary>Tells of drops, once they have ceased or lasted long.</summary>
    internal void TellDrops(Chunk chunk, bool isLast)
    {
        if (_untold is not { } untold) return;
        if (!isLast && chunk.Time - untold.To < Quiet && chunk.Time - untold.From < NoticeAfter) return;
        DropNotice.Write(chunk, _head, untold);
        _untold = null;
        IsChanged = true;
    }

    internal void Split() => (_splitLines, IsChanged) = (_splitLines + 1, true);

    internal void Truncated() => (_truncations, IsChanged) = (_truncations + 1, true);

    internal void LostFile() => (_lostFiles, IsChanged) = (_lostFiles + 1, true);

    internal void Counted() => IsChanged = false;
}
