namespace Aops.LogTail.Spooling;

/// <summary>Consecutive lines of the stream, as they are sent.</summary>
/// <param name="Stream">Identity of the stream.</param>
/// <param name="OldestTime">When the first of them was read.</param>
internal sealed record SpoolBatch(
    string Stream, long FirstSeq, int Lines, ReadOnlyMemory<byte> Bytes, DateTimeOffset OldestTime)
{
    internal long LastSeq => FirstSeq + Lines - 1;

    /// <summary>The same lines in two batches; of more than one line.</summary>
    internal (SpoolBatch First, SpoolBatch Second) Split()
    {
        var lines = Lines / 2;
        var bytes = LineCut.Measure(Bytes.Span, lines);
        return (this with { Lines = lines, Bytes = Bytes[..bytes] },
            this with { FirstSeq = FirstSeq + lines, Lines = Lines - lines, Bytes = Bytes[bytes..] });
    }
}
