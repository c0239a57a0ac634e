namespace Aops.Query;

/// <summary>
/// Syntax of label names and values, that of Kubernetes
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set).
/// </summary>
public static class LabelSyntax
{
    /// <summary>The rule for names in words, for error messages.</summary>
    public const string NameRule =
        "1 to 63 characters of A-Z a-z 0-9 - _ . that begin and end with a letter or a digit, and perhaps a DNS name and / before them";

    /// <summary>The rule for values in words, for error messages.</summary>
    public const string ValueRule =
        "no characters, or 1 to 63 of A-Z a-z 0-9 - _ . that begin and end with a letter or a digit";

    /// <summary>Whether a text is a valid label name.</summary>
    public static bool IsName(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? IsWord(name) : IsPrefix(name[..slash]) && IsWord(name[(slash + 1)..]);
    }

    /// <summary>Whether a text is a valid label value; the empty text is.</summary>
    public static bool IsValue(string value) => value.Length == 0 || IsWord(value);

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= QueryLimits.LabelCharsMax
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsPrefix(string text) =>
        text.Length <= QueryLimits.LabelPrefixCharsMax && text.Split('.').All(part =>
            part.Length is > 0 and <= QueryLimits.LabelCharsMax && part[0] != '-' && part[^1] != '-'
            && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
}
