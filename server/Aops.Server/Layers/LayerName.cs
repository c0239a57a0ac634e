using Aops.Contracts;

namespace Aops.Server.Layers;

/// <summary>Names of layers: <c>fleet</c>, <c>group:NAME</c>, <c>host:ID</c>.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The group or the host; empty for the fleet.</param>
internal readonly record struct LayerName(LayerKind Kind, string Subject)
{
    private const string GroupPrefix = "group:";
    private const string HostPrefix = "host:";

    /// <summary>The layer of every host.</summary>
    public static LayerName Fleet { get; } = new(LayerKind.Fleet, "");

    /// <summary>What a diverged host holds, in the place of a layer.</summary>
    public static LayerName Held { get; } = new(LayerKind.Held, "");

    /// <summary>How it is written.</summary>
    public string Text => Kind switch
    {
        LayerKind.Held => "held",
        LayerKind.Fleet => "fleet",
        LayerKind.Group => GroupPrefix + Subject,
        _ => HostPrefix + Subject,
    };

    /// <summary>The layer of a group.</summary>
    public static LayerName Group(string name) => new(LayerKind.Group, name);

    /// <summary>The layer of one host.</summary>
    public static LayerName Host(string id) => new(LayerKind.Host, id);

    /// <summary>Reads a name; null where it is none.</summary>
    public static LayerName? Parse(string text)
    {
        if (text == Fleet.Text) return Fleet;
        if (text.StartsWith(GroupPrefix, StringComparison.Ordinal) && Names.IsValid(text[GroupPrefix.Length..]))
            return Group(text[GroupPrefix.Length..]);
        return text.StartsWith(HostPrefix, StringComparison.Ordinal) && Names.IsValid(text[HostPrefix.Length..])
            ? Host(text[HostPrefix.Length..])
            : null;
    }

    public override string ToString() => Text;
}
