using System.Text;

namespace Aops.Fuzz.Targets;

/// <summary>Texts as inputs.</summary>
internal static class Text
{
    /// <summary>Each text as an input.</summary>
    public static byte[][] Bytes(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
