namespace Aops.Server.Inventory;

/// <summary>What became of a content that a host has sent.</summary>
internal enum InventoryOutcome
{
    /// <summary>It is stored, perhaps since earlier.</summary>
    Stored,

    /// <summary>No heartbeat of this host names it.</summary>
    NotNamed,

    /// <summary><see cref="FleetLimits.InventoryBytesMax"/> is reached.</summary>
    Full,
}
