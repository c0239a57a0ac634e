namespace Aops.Query;

/// <summary>The key for case-insensitive comparison of texts that hosts report.</summary>
public static class TextKey
{
    /// <summary>The key of a text; empty for null.</summary>
    public static string Of(string? text) => text?.ToLowerInvariant() ?? "";
}
