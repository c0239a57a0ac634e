namespace Aops.LogTail.Spooling;

/// <summary>Counts bytes of whole lines.</summary>
internal static class LineCut
{
    /// <summary>Bytes of the first lines.</summary>
    /// <param name="lines">At most as many as there are.</param>
    internal static int Measure(ReadOnlySpan<byte> bytes, int lines)
    {
        var end = 0;
        for (var i = 0; i < lines; i++) end += bytes[end..].IndexOf((byte)'\n') + 1;
        return end;
    }

    /// <summary>Most whole lines within both bounds, at least one.</summary>
    internal static (int Lines, int Bytes) Fit(ReadOnlySpan<byte> bytes, int linesMax, int bytesMax)
    {
        var (lines, end) = (0, 0);
        while (lines < linesMax && end < bytes.Length)
        {
            var next = end + bytes[end..].IndexOf((byte)'\n') + 1;
            if (lines > 0 && next > bytesMax) break;
            (lines, end) = (lines + 1, next);
        }
        return (lines, end);
    }
}
