namespace Aops.LogTail.Records;

/// <summary>What one pass over the sources brought: records, and the state of the sources after them.</summary>
/// <param name="firstSeq">Number of its first record.</param>
/// <param name="time">Time of the pass, which its records bear.</param>
internal sealed class Chunk(long firstSeq, DateTimeOffset time, RecordWriter writer)
{
    /// <summary>A chunk is written when it has this many bytes.</summary>
    internal const int BytesWanted = 256 * 1024;

    private readonly Dictionary<string, SourceState> _changed = new(StringComparer.Ordinal);

    internal long FirstSeq => firstSeq;

    internal DateTimeOffset Time => time;

    internal int Lines { get; private set; }

    internal ReadOnlyMemory<byte> Records => writer.Written;

    internal bool IsFull => writer.Written.Length >= BytesWanted;

    internal bool IsEmpty => Lines == 0 && _changed.Count == 0;

    /// <summary>Begins a record; <see cref="End"/> follows.</summary>
    internal RecordWriter Begin(byte[] head) => Begin(head, time);

    internal RecordWriter Begin(byte[] head, DateTimeOffset at)
    {
        writer.Begin(firstSeq + Lines, at, head);
        return writer;
    }

    internal void End()
    {
        writer.End();
        Lines++;
    }

    /// <summary>The state of a source after what it has added; replaces an earlier one of this pass.</summary>
    internal void Change(SourceState state) => _changed[state.Name] = state;

    internal StreamState State(string stream) => new() { Stream = stream, Sources = [.. _changed.Values] };
}
