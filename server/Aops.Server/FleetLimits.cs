namespace Aops.Server;

/// <summary>Bounds of the fleet's model: groups, layers, and what follows from their changes.</summary>
internal static class FleetLimits
{
    /// <summary>Groups of a fleet.</summary>
    public const int GroupsMax = 1000;

    /// <summary>Greatest rank of a group.</summary>
    public const long GroupRankMax = 1_000_000_000;

    /// <summary>Characters of a note.</summary>
    public const int NoteCharsMax = 1000;

    /// <summary>Characters of a query within the sentence of an event.</summary>
    public const int QueryCharsTold = 300;
}
