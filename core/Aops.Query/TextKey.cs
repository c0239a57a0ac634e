namespace Aops.Query;

/// <summary>The form in which texts that a host tells of itself are compared: without regard to case.</summary>
public static class TextKey
{
    /// <summary>The form of a text; that of null is the empty text.</summary>
    /// <param name="text">A host name, the name of an operating system.</param>
    public static string Of(string? text) => text?.ToLowerInvariant() ?? "";
}
