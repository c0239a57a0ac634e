namespace Aops.Query;

/// <summary>Bounds of a query; each has a sentence of its own where it is passed.</summary>
public static class QueryLimits
{
    /// <summary>Longest query, in characters.</summary>
    public const int TextCharsMax = 4096;

    /// <summary>Comparisons of one query.</summary>
    public const int TermsMax = 64;

    /// <summary>Parentheses and <c>not</c> within one another.</summary>
    public const int DepthMax = 32;

    /// <summary>Values of one <c>in (…)</c>.</summary>
    public const int ListValuesMax = 256;

    /// <summary>Longest value, in characters.</summary>
    public const int ValueCharsMax = 512;

    /// <summary>Longest age, in days: ten years.</summary>
    public const int AgeDaysMax = 3660;

    /// <summary>Labels of one host.</summary>
    public const int LabelsMax = 64;

    /// <summary>Longest name of a label, and longest value, in characters.</summary>
    public const int LabelCharsMax = 63;

    /// <summary>Longest prefix of a label's name, in characters.</summary>
    public const int LabelPrefixCharsMax = 253;
}
