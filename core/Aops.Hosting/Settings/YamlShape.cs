using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Aops.Hosting.Settings;

/// <summary>
/// The shape of a settings file, looked at before it becomes nodes: those are built and compared by recursion, which ends
/// the process where a file is nested deep, or where an alias leads into what holds it.
/// </summary>
internal static class YamlShape
{
    // The document, the mapping, and what somebody may put below a key by mistake.
    private const int DepthMax = 16;

    /// <summary>Checks a text.</summary>
    /// <exception cref="YamlException">It is no YAML, is nested too deep, or has an alias of more than a plain value.</exception>
    public static void Check(string text)
    {
        var parser = new Parser(new StringReader(text));
        var scalars = new HashSet<AnchorName>();
        var depth = 0;
        while (parser.MoveNext())
        {
            if (parser.Current is not { } part) continue;
            depth += part.NestingIncrease;
            if (depth > DepthMax) throw new YamlException(part.Start, part.End, $"it is nested deeper than {DepthMax}");
            if (part is Scalar { Anchor.IsEmpty: false } scalar) scalars.Add(scalar.Anchor);
            else if (part is NodeEvent { Anchor.IsEmpty: false } node) scalars.Remove(node.Anchor);
            if (part is AnchorAlias alias && !scalars.Contains(alias.Value))
                throw new YamlException(part.Start, part.End, $"the alias '{alias.Value}' is of no plain value");
        }
    }
}
