namespace Aops.ReleaseTool.Deltas;

/// <summary>Finds the longest match of a byte sequence in a text.</summary>
internal sealed class SuffixIndex(byte[] text)
{
    private readonly int[] _suffixes = SuffixArray.Build(text);

    public byte[] Text => text;

    /// <summary>The longest match of a prefix: its position in the text, and its length.</summary>
    public (int Position, int Length) Longest(ReadOnlySpan<byte> wanted)
    {
        if (_suffixes.Length == 0) return (0, 0);
        int low = 0, high = _suffixes.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var suffix = text.AsSpan(_suffixes[middle]);
            var same = suffix.CommonPrefixLength(wanted);
            if (same == wanted.Length) return (_suffixes[middle], same);
            if (same == suffix.Length || suffix[same] < wanted[same]) low = middle + 1;
            else high = middle;
        }
        // The sequence would sort before this suffix; either neighbour may be the longest match.
        var (after, before) = (_suffixes[low], low > 0 ? _suffixes[low - 1] : _suffixes[low]);
        var withAfter = text.AsSpan(after).CommonPrefixLength(wanted);
        var withBefore = text.AsSpan(before).CommonPrefixLength(wanted);
        return withAfter >= withBefore ? (after, withAfter) : (before, withBefore);
    }
}
