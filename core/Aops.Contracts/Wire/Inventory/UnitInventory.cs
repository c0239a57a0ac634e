namespace Aops.Contracts.Wire.Inventory;

/// <summary>Section <c>units</c>: services, sockets and timers that systemd has loaded.</summary>
public sealed record UnitInventory
{
    /// <summary>The units, by name.</summary>
    public IReadOnlyList<InstalledUnit> Units { get; set; } = [];

    /// <summary>How many units did not fit.</summary>
    public int LeftOut { get; set; }
}

/// <summary>One unit.</summary>
public sealed record InstalledUnit
{
    /// <summary>Its name: <c>ssh.service</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its file could be read: <c>loaded</c>, <c>not-found</c>, <c>masked</c>.</summary>
    public string Load { get; set; } = "";

    /// <summary>Whether it is up: <c>active</c>, <c>inactive</c>, <c>failed</c>.</summary>
    public string Active { get; set; } = "";

    /// <summary>What that is for its kind of unit: <c>running</c>, <c>exited</c>, <c>dead</c>.</summary>
    public string Sub { get; set; } = "";
}
