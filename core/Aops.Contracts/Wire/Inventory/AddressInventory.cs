namespace Aops.Contracts.Wire.Inventory;

/// <summary>Section <c>addresses</c>: those of interfaces that are up, without loopback and link-local ones.</summary>
public sealed record AddressInventory
{
    /// <summary>The addresses, by interface.</summary>
    public IReadOnlyList<HostAddress> Addresses { get; set; } = [];
}

/// <summary>One address.</summary>
public sealed record HostAddress
{
    /// <summary>The address, without its prefix.</summary>
    public required string Address { get; init; }

    /// <summary>Length of the network's prefix, in bits.</summary>
    public int PrefixLength { get; set; }

    /// <summary>Name of the interface.</summary>
    public string Interface { get; set; } = "";

    /// <summary>Hardware address of the interface, as <c>02:42:ac:11:00:02</c>; null if it has none.</summary>
    public string? Mac { get; init; }
}
