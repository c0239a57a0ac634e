using System.Text;

namespace Aops.Server.Hosts.Sql;

/// <summary>The end of the range of all texts that begin with one, in the order of UTF-8 bytes.</summary>
internal static class PrefixEnd
{
    /// <summary>The first text after that range; null where there is none.</summary>
    public static string? Of(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0)
        {
            var last = runes[^1].Value;
            runes.RemoveAt(runes.Count - 1);
            if (last == 0x10FFFF) continue;
            // Surrogates are not characters, so they are skipped.
            runes.Add(new Rune(last == 0xD7FF ? 0xE000 : last + 1));
            return string.Concat(runes);
        }
        return null;
    }
}
