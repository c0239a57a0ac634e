using YamlDotNet.RepresentationModel;

namespace Aops.ReleaseTool.Playbooks;

/// <summary>Reads nodes of a playbook as Ansible does; an expression of Jinja is a text that is not evaluated here.</summary>
internal static class YamlWords
{
    private static readonly string[] TrueWords = ["true", "yes", "on", "y", "t", "1"];
    private static readonly string[] FalseWords = ["false", "no", "off", "n", "f", "0"];

    /// <summary>A member of a map; null where it is none, or has no such member.</summary>
    public static YamlNode? Member(this YamlNode node, string name) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    /// <summary>The members of a map whose keys are texts.</summary>
    public static IEnumerable<(string Name, YamlNode Key, YamlNode Value)> Members(this YamlNode node) =>
        node is YamlMappingNode map
            ? map.Children.Where(child => child.Key is YamlScalarNode)
                .Select(child => (((YamlScalarNode)child.Key).Value ?? "", child.Key, child.Value))
            : [];

    /// <summary>The items of a list.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode? node) =>
        node is YamlSequenceNode list ? list.Children : [];

    /// <summary>A text; null for what is none.</summary>
    public static string? Text(this YamlNode? node) => (node as YamlScalarNode)?.Value;

    /// <summary>Whether a value is false, whatever is known when it runs.</summary>
    public static bool IsFalse(this YamlNode? node) => Is(node, FalseWords);

    /// <summary>Whether a value is true, whatever is known when it runs.</summary>
    public static bool IsTrue(this YamlNode? node) => Is(node, TrueWords);

    /// <summary>The line of a node, from 1.</summary>
    public static long Line(this YamlNode node) => node.Start.Line;

    /// <summary>All texts below a node, keys among them.</summary>
    public static IEnumerable<string> Texts(this YamlNode node) => node switch
    {
        YamlScalarNode scalar => [scalar.Value ?? ""],
        YamlSequenceNode list => list.Children.SelectMany(Texts),
        YamlMappingNode map => map.Children.SelectMany(child => child.Key.Texts().Concat(child.Value.Texts())),
        _ => [],
    };

    /// <summary>A text without the braces of Jinja around the whole of it.</summary>
    public static string Unwrap(string text)
    {
        var plain = text.Trim();
        return plain.StartsWith("{{", StringComparison.Ordinal) && plain.EndsWith("}}", StringComparison.Ordinal)
            ? plain[2..^2].Trim()
            : plain;
    }

    private static bool Is(YamlNode? node, string[] words) =>
        node.Text() is { } text && words.Contains(Unwrap(text), StringComparer.OrdinalIgnoreCase);
}
