namespace Aops.Server.Operations;

/// <summary>What an operation does.</summary>
internal enum OperationKind
{
    /// <summary>Moves the hosts of a layer to a revision.</summary>
    Move,

    /// <summary>Looks which hosts are members of a group, after its query was changed.</summary>
    Review,

    /// <summary>The same after its rank was changed: all its hosts are told of a change.</summary>
    Reorder,

    /// <summary>Removes hosts from the fleet.</summary>
    Remove,

    /// <summary>Changes the labels of hosts.</summary>
    Labels,

    /// <summary>Makes what diverged hosts hold what they should be.</summary>
    Adopt,

    /// <summary>Gives diverged hosts what their layers say.</summary>
    Impose,
}
