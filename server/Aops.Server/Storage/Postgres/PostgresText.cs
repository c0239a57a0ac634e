using System.Text;

namespace Aops.Server.Storage.Postgres;

/// <summary>
/// Adapts texts to PostgreSQL, which accepts neither NUL characters nor unpaired surrogates. Text of a
/// host, such as the output of a program, may have either, and must not block the rest from being stored.
/// </summary>
internal static class PostgresText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text, with U+FFFD in the place of what cannot be stored.</summary>
    public static string FormOf(string text)
    {
        if (!text.Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var form = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0) form.Append(Replacement);
            else form.Append(rune.ToString());
        }
        return form.ToString();
    }
}
