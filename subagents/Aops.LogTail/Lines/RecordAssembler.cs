using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;

namespace Aops.LogTail.Lines;

/// <summary>
/// Puts the lines of one file together to records. Without a pattern each line is one. With one, a record begins at
/// each line that matches, and ends before the next, after a silence, or when it is too long.
/// </summary>
internal sealed class RecordAssembler(SourceOutput output, MultilineSettings? settings, TimeProvider clock)
{
    private readonly ArrayBufferWriter<byte> _pending = new(settings is null ? 1 : 4096);
    private long _changedAt;
    private int _part;

    /// <summary>Whether lines wait for the rest of their record.</summary>
    internal bool IsPending => _pending.WrittenCount > 0;

    /// <summary>Whether a record waits for longer than its silence.</summary>
    internal bool IsDue => IsPending && clock.GetElapsedTime(_changedAt) >= settings!.Flush;

    /// <summary>Adds a line, or a part of one that is too long.</summary>
    /// <param name="file">Path of the file, for the record.</param>
    /// <param name="bytes">What it took in the file, with its end.</param>
    /// <param name="part">0 for a whole line, otherwise its number from 1.</param>
    /// <returns>Whether all that came before it is in the chunk, so that the position may move to its start.</returns>
    internal bool Add(Chunk chunk, byte[] file, ReadOnlySpan<byte> line, int bytes, int part)
    {
        if (settings is null)
        {
            output.AddLine(chunk, file, line, bytes, part);
            return true;
        }
        var begins = part <= 1 && IsFirst(settings.FirstLine, line);
        var flushed = false;
        if (IsPending && begins)
        {
            Flush(chunk, file);
            flushed = true;
        }
        if (IsPending && _pending.WrittenCount + line.Length + 1 > settings.BytesMax)
        {
            if (_part == 0) output.Split();
            _part++;
            output.AddLine(chunk, file, _pending.WrittenSpan, _pending.WrittenCount, _part);
            _pending.ResetWrittenCount();
            flushed = true;
        }
        flushed |= !IsPending;
        // The parts of one line are joined as they were.
        if (IsPending && part <= 1) _pending.Write("\n"u8);
        _pending.Write(line);
        // An empty line alone would not count as pending.
        if (!IsPending) output.AddLine(chunk, file, line, bytes, 0);
        _changedAt = clock.GetTimestamp();
        return flushed;
    }

    /// <summary>Ends the record that waits.</summary>
    internal void Flush(Chunk chunk, byte[] file)
    {
        if (!IsPending) return;
        output.AddLine(chunk, file, _pending.WrittenSpan, _pending.WrittenCount, _part == 0 ? 0 : _part + 1);
        Discard();
    }

    /// <summary>Forgets what waits: its file was truncated, or it is read again.</summary>
    internal void Discard()
    {
        _pending.ResetWrittenCount();
        _part = 0;
    }

    private static bool IsFirst(Regex pattern, ReadOnlySpan<byte> line)
    {
        const int LookedAtMax = 4096;
        if (line.Length > LookedAtMax) line = line[..LookedAtMax];
        var chars = ArrayPool<char>.Shared.Rent(line.Length);
        try
        {
            return pattern.IsMatch(chars.AsSpan(0, Encoding.UTF8.GetChars(line, chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
