using System.Text;

namespace Aops.Server.Storage.Postgres;

/// <summary>
/// Texts as PostgreSQL takes them: it has no NUL character in one, and no half of a surrogate pair. What a host sends, the
/// output of a program for instance, may hold either; it must not keep the rest from being stored.
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
