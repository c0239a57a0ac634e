using System.Text;
using Aops.LogTail.Lines;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;

namespace Aops.LogTail.Files;

/// <summary>
/// Follows one file. <see cref="State"/> moves only over records that are in a chunk: lines that wait for the rest of
/// a record, or for their end, are read again after a crash.
/// </summary>
internal sealed class FileTail : IDisposable
{
    private readonly LogFile _file;
    private readonly SourceSettings _settings;
    private readonly SourceOutput _output;
    private readonly RecordAssembler _assembler;
    private readonly TimeProvider _clock;
    private byte[] _path;
    private long _position;
    private int _part;
    private long _grewAt;
    private long _seenLength = -1;

    internal FileTail(
        LogFile file, FileState state, SourceSettings settings, SourceOutput output, TimeProvider clock)
    {
        (_file, State, _settings, _output, _clock) = (file, state, settings, output, clock);
        _assembler = new RecordAssembler(output, settings.Multiline, clock);
        _path = Encoding.UTF8.GetBytes(state.Path);
        _position = state.Offset;
        _grewAt = clock.GetTimestamp();
    }

    internal FileState State { get; private set; }

    internal LogFile File => _file;

    /// <summary>Whether the pattern still leads to it; otherwise it is closed some time after its end was read.</summary>
    internal bool IsNamed { get; set; } = true;

    /// <summary>Whether it is shorter than it was, or begins otherwise.</summary>
    internal bool IsTruncated => !_file.Fits(State with { Offset = _position });

    internal long Behind => Math.Max(0, _file.Length - _position);

    /// <summary>How long it has not grown.</summary>
    internal TimeSpan Idle => _clock.GetElapsedTime(_grewAt);

    /// <summary>It was renamed within the pattern.</summary>
    internal void Rename(string path)
    {
        if (State.Path == path) return;
        State = State with { Path = path };
        _path = Encoding.UTF8.GetBytes(path);
    }

    /// <summary>Begins again at the start of the file.</summary>
    internal void Restart()
    {
        _assembler.Discard();
        (_position, _part, _seenLength) = (0, 0, -1);
        State = State with { Offset = 0, HeadBytes = 0, Head = 0 };
    }

    /// <summary>Reads lines into a chunk until it is full or there are none.</summary>
    /// <param name="isLast">Whether what has no end yet is taken as it is: nothing will come.</param>
    /// <returns>Whether there is more at once.</returns>
    internal bool Read(Chunk chunk, byte[] buffer, bool isLast)
    {
        var length = _file.Length;
        if (length != _seenLength) (_seenLength, _grewAt) = (length, _clock.GetTimestamp());
        while (_position < length && !chunk.IsFull)
        {
            var read = _file.Read(buffer, _position);
            var used = Take(chunk, buffer.AsSpan(0, read), isLast && read < buffer.Length);
            if (used == 0) break;
            _position += used;
            Moved();
        }
        if (_assembler.IsPending && (isLast || _assembler.IsDue) && !_output.MustWait(0))
        {
            _assembler.Flush(chunk, _path);
            Moved();
        }
        return chunk.IsFull && _position < length;
    }

    public void Dispose() => _file.Dispose();

    // Returns how many bytes were used up: whole lines, and parts of one that is too long.
    private int Take(Chunk chunk, ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var used = 0;
        while (used < bytes.Length && !chunk.IsFull)
        {
            var rest = bytes[used..];
            var end = rest.IndexOf((byte)'\n');
            var isWhole = end >= 0 && end <= _settings.LineBytesMax;
            int taken;
            if (isWhole) taken = end + 1;
            else if (rest.Length > _settings.LineBytesMax) taken = end = CutOf(rest, _settings.LineBytesMax);
            else if (isEnd) taken = end = rest.Length;
            else break;
            if (_output.MustWait(taken)) break;
            Add(chunk, rest[..end], taken, isWhole || rest.Length <= _settings.LineBytesMax, _position + used);
            used += taken;
        }
        return used;
    }

    private void Add(Chunk chunk, ReadOnlySpan<byte> line, int taken, bool isWhole, long at)
    {
        if (isWhole && line.Length > 0 && line[^1] == (byte)'\r') line = line[..^1];
        if (!isWhole || _part > 0) _part++;
        if (_part == 1) _output.Split();
        if (_assembler.Add(chunk, _path, line, taken, _part)) Commit(at);
        if (isWhole) _part = 0;
    }

    private void Moved()
    {
        if (!_assembler.IsPending) Commit(_position);
    }

    private void Commit(long offset)
    {
        State = State with { Offset = offset };
        var head = (int)Math.Min(LogFile.HeadBytesMax, _position);
        if (head > State.HeadBytes) State = State with { HeadBytes = head, Head = _file.Head(head) };
    }

    // Not within a character of UTF-8, whose bytes after the first begin with the bits 10.
    private static int CutOf(ReadOnlySpan<byte> text, int bytesMax)
    {
        for (var end = bytesMax; end > bytesMax - 4; end--)
            if ((text[end] & 0xC0) != 0x80) return end;
        return bytesMax;
    }
}
