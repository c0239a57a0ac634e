namespace Aops.Contracts;

/// <summary>Quotes texts of another party in sentences.</summary>
public static class ShownText
{
    /// <summary>A text for a sentence: truncated, and without control characters.</summary>
    /// <param name="charsMax">Longest part that is shown, in characters.</param>
    public static string Of(string text, int charsMax = 64)
    {
        var shown = text.Length <= charsMax ? text : text[..charsMax] + "…";
        return shown.Any(c => char.IsControl(c) || char.IsSurrogate(c))
            ? string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))
            : shown;
    }
}
