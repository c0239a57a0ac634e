using System.Text;
using Aops.Hosting.Diagnostics;

namespace Aops.Server.Diagnostics;

/// <summary>
/// Writes a bundle of texts as <c>.tar.gz</c>, of bounded size: a part that is too long is cut, and says so at its end.
/// </summary>
internal static class BundleWriter
{
    /// <summary>Longest part, in bytes of UTF-8; no bundle is longer than a few of them.</summary>
    public const int PartBytesMax = 1024 * 1024;

    /// <summary>Parts of one bundle: with the longest ones it has at most 10 MiB.</summary>
    public const int PartsMax = 9;

    private const string Cut = "\n[the rest was left out]\n";

    /// <summary>Writes it; mode 0600.</summary>
    /// <param name="file">The file; it is replaced whole.</param>
    /// <param name="parts">Names and texts.</param>
    public static void Write(string file, IReadOnlyList<(string Name, string Text)> parts)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts.Count, PartsMax);
        TextArchive.Write(file, parts.Select(part => (part.Name, Bound(part.Text))));
    }

    private static byte[] Bound(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= PartBytesMax) return bytes;
        return [.. bytes.AsSpan(0, PartBytesMax - Cut.Length), .. Encoding.UTF8.GetBytes(Cut)];
    }
}
