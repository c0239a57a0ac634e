namespace Aops.Contracts.Wire.Inventory;

/// <summary>Limits of a host's inventory, which the host keeps and the server enforces.</summary>
public static class InventoryLimits
{
    /// <summary>Content of one section, in bytes of JSON; it travels in a request of its own.</summary>
    public const int SectionBytesMax = 1024 * 1024;

    /// <summary>Sections that one heartbeat names.</summary>
    public const int SectionsMax = 16;

    /// <summary>Longest text, in characters.</summary>
    public const int TextCharsMax = 256;

    /// <summary>Packages of one host.</summary>
    public const int PackagesMax = 8192;

    /// <summary>Units of one host.</summary>
    public const int UnitsMax = 2048;

    /// <summary>File systems of one host.</summary>
    public const int VolumesMax = 256;

    /// <summary>Addresses of one host.</summary>
    public const int AddressesMax = 256;

    /// <summary>Greatest number of bytes or processors: the greatest integer that every JSON reader represents exactly.</summary>
    public const long NumberMax = (1L << 53) - 1;
}
