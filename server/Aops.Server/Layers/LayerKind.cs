namespace Aops.Server.Layers;

/// <summary>What a layer is about, in the order in which layers are merged.</summary>
internal enum LayerKind
{
    /// <summary>Every host.</summary>
    Fleet,

    /// <summary>The members of a group; groups follow one another by rank.</summary>
    Group,

    /// <summary>One host.</summary>
    Host,
}
