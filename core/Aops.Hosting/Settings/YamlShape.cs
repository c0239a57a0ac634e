using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Aops.Hosting.Settings;

/// <summary>
/// Checks the structure of a settings file before YamlDotNet builds nodes from it. Nodes are built and compared
/// recursively, so deep nesting, or an alias to a node that contains the alias, would overflow the stack and end
/// the process.
/// </summary>
internal static class YamlShape
{
    // Depth of a valid file, with room for a nested value that an operator writes by mistake.
    private const int DepthMax = 16;

    /// <summary>Checks a text.</summary>
    /// <exception cref="YamlException">
    /// The text is not YAML, is nested too deep, or has an alias of something other than a scalar.
    /// </exception>
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
