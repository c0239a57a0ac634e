namespace Aops.Query;

/// <summary>A value of a query.</summary>
/// <param name="Written">As it was written, without quotes.</param>
/// <param name="Text">What texts are compared with: the key of a version, a folded text, the part of a pattern.</param>
/// <param name="Number">What numbers are compared with: a number, that of a choice, an age in milliseconds.</param>
/// <param name="Pattern">Where the text stands in what it is compared with.</param>
public sealed record QueryValue(string Written, string Text, long Number = 0, TextPattern Pattern = TextPattern.Whole);

/// <summary>Where a text stands in another one.</summary>
public enum TextPattern
{
    /// <summary>It is the whole.</summary>
    Whole,

    /// <summary>Anywhere: <c>~web</c>, <c>~*web*</c>.</summary>
    Contains,

    /// <summary>At the beginning: <c>~web*</c>.</summary>
    Begins,

    /// <summary>At the end: <c>~*web</c>.</summary>
    Ends,
}
