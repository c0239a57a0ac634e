using System.Text.Json;

namespace Aops.Server.SingleSignOn;

/// <summary>The word of an error of OAuth (RFC 6749, section 4.1.2.1), which a browser may have made up.</summary>
internal static class ErrorWord
{
    private const int CharsMax = 64;
    private const string Unknown = "no error that is known";

    /// <summary>The word of an answer.</summary>
    public static string Of(JsonElement answer) =>
        answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
            ? Of(error.GetString()!)
            : Unknown;

    /// <summary>The word, where it looks like one.</summary>
    public static string Of(string text) =>
        text.Length is > 0 and <= CharsMax && text.All(c => char.IsAsciiLetterLower(c) || c == '_') ? text : Unknown;
}
