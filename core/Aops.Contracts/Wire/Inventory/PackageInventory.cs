namespace Aops.Contracts.Wire.Inventory;

/// <summary>Section <c>packages</c>: what the distribution's package manager has installed.</summary>
public sealed record PackageInventory
{
    /// <summary><c>dpkg</c>, <c>rpm</c> or <c>apk</c>.</summary>
    public string Manager { get; set; } = "";

    /// <summary>The packages, by name.</summary>
    public IReadOnlyList<InstalledPackage> Packages { get; set; } = [];

    /// <summary>How many packages did not fit.</summary>
    public int LeftOut { get; set; }
}

/// <summary>One package.</summary>
public sealed record InstalledPackage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version as the manager writes it: <c>1:9.2p1-2+deb12u3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Its architecture; null if the manager tells none.</summary>
    public string? Architecture { get; init; }
}
