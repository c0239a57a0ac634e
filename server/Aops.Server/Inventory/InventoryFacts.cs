namespace Aops.Server.Inventory;

/// <summary>What hosts are found by of one content.</summary>
internal sealed record InventoryFacts
{
    /// <summary>Columns of the host that it sets, in a fixed order for each section.</summary>
    public IReadOnlyList<InventoryColumn> Columns { get; init; } = [];

    /// <summary>Keys of its addresses, each once; null if the section tells of none.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Its packages; null if the section tells of none.</summary>
    public IReadOnlyList<PackageRow>? Packages { get; init; }
}

/// <summary>A column of the table of hosts and its value.</summary>
/// <param name="Name">A name in the schema.</param>
/// <param name="Text">The value; null for a number.</param>
internal sealed record InventoryColumn(string Name, string? Text, long Number = 0);

/// <summary>A package by which hosts are found.</summary>
/// <param name="VersionKey">The form in which versions are compared.</param>
internal sealed record PackageRow(string Name, string Version, string VersionKey);
