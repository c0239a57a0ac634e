namespace Aops.Query;

/// <summary>Limits of a query; each has its own error message.</summary>
public static class QueryLimits
{
    /// <summary>Longest query, in characters.</summary>
    public const int TextCharsMax = 4096;

    /// <summary>Comparisons in one query.</summary>
    public const int TermsMax = 64;

    /// <summary>Nesting depth of parentheses and <c>not</c>.</summary>
    public const int DepthMax = 32;

    /// <summary>Values in one <c>in (…)</c>.</summary>
    public const int ListValuesMax = 256;

    /// <summary>Longest value, in characters.</summary>
    public const int ValueCharsMax = 512;

    /// <summary>Longest age, in days: ten years.</summary>
    public const int AgeDaysMax = 3660;

    /// <summary>Labels of one host.</summary>
    public const int LabelsMax = 64;

    /// <summary>Longest label name without its prefix, and longest label value, in characters.</summary>
    public const int LabelCharsMax = 63;

    /// <summary>Longest prefix of a label's name, in characters.</summary>
    public const int LabelPrefixCharsMax = 253;
}
