namespace Aops.ReleaseTool.Deltas;

/// <summary>
/// The sorted suffixes of a text, by induced sorting (SA-IS: Nong, Zhang and Chan, "Two Efficient
/// Algorithms for Linear Time Suffix Array Construction", 2011). Time and memory are linear: about 20 bytes
/// of memory per byte.
/// </summary>
internal static class SuffixArray
{
    /// <summary>Start of every suffix, the smallest suffix first.</summary>
    public static int[] Build(ReadOnlySpan<byte> text)
    {
        var symbols = new int[text.Length];
        for (var i = 0; i < text.Length; i++) symbols[i] = text[i];
        return Build(symbols, byte.MaxValue);
    }

    private static int[] Build(int[] text, int symbolMax)
    {
        var length = text.Length;
        if (length == 0) return [];
        if (length == 1) return [0];
        var pass = new InducedSort(text, symbolMax);
        var marks = pass.Marks;
        var sorted = pass.Sort(marks);
        if (marks.Length == 0) return sorted;
        // Substrings between marks become the symbols of a shorter text; its suffix array orders the marks.
        var inOrder = pass.MarksIn(sorted);
        var (reduced, reducedMax) = pass.Reduce(inOrder);
        var order = Build(reduced, reducedMax);
        for (var i = 0; i < order.Length; i++) inOrder[i] = marks[order[i]];
        return pass.Sort(inOrder);
    }
}
