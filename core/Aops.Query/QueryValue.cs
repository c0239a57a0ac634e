namespace Aops.Query;

/// <summary>An operand of a comparison.</summary>
/// <param name="Written">As it was written, without quotes.</param>
/// <param name="Text">
/// Key for text comparisons: that of a version, a lower-case text, the fixed part of a pattern.
/// </param>
/// <param name="Number">
/// Key for numeric comparisons: the number, the index of a word, an age in milliseconds.
/// </param>
/// <param name="Pattern">Where the text must occur in the compared text.</param>
public sealed record QueryValue(string Written, string Text, long Number = 0, TextPattern Pattern = TextPattern.Whole)
{
    /// <summary>The last key of a network, whose first one is <see cref="Text"/>; null for another field.</summary>
    public string? Last { get; init; }
}

/// <summary>Where a text must occur in another one.</summary>
public enum TextPattern
{
    /// <summary>It equals the whole text.</summary>
    Whole,

    /// <summary>Anywhere: <c>~web</c>, <c>~*web*</c>.</summary>
    Contains,

    /// <summary>At the start: <c>~web*</c>.</summary>
    Begins,

    /// <summary>At the end: <c>~*web</c>.</summary>
    Ends,
}
