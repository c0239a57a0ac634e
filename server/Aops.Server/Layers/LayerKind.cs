namespace Aops.Server.Layers;

/// <summary>What a layer is about, in the order in which layers are merged.</summary>
internal enum LayerKind
{
    /// <summary>No layer: what a host holds that the database does not know. Below all others.</summary>
    Held,

    /// <summary>Every host.</summary>
    Fleet,

    /// <summary>The members of a group; groups follow one another by rank.</summary>
    Group,

    /// <summary>One host.</summary>
    Host,
}
