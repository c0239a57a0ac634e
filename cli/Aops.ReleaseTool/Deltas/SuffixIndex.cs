namespace Aops.ReleaseTool.Deltas;

/// <summary>Finds in a text what agrees longest with the beginning of another.</summary>
internal sealed class SuffixIndex(byte[] text)
{
    private readonly int[] _suffixes = SuffixArray.Build(text);

    public byte[] Text => text;

    /// <summary>The longest agreement: where in the text, and how many bytes.</summary>
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
        // What is wanted would stand before this suffix: either neighbour may agree longest.
        var (after, before) = (_suffixes[low], low > 0 ? _suffixes[low - 1] : _suffixes[low]);
        var withAfter = text.AsSpan(after).CommonPrefixLength(wanted);
        var withBefore = text.AsSpan(before).CommonPrefixLength(wanted);
        return withAfter >= withBefore ? (after, withAfter) : (before, withBefore);
    }
}
