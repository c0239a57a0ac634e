using System.Text.Json;

namespace Aops.Server.Hosts;

/// <summary>Answer of <c>GET /api/v1/hosts/{id}/inventory</c>.</summary>
internal sealed record HostInventory
{
    /// <summary>The sections that the host names; none before it was read, and of a host without inventory.</summary>
    public required IReadOnlyList<HostSection> Sections { get; init; }
}

/// <summary>A section of a host's inventory.</summary>
internal sealed record HostSection
{
    public required string Section { get; init; }

    /// <summary>SHA-256 of its content; hosts with equal content have the same.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Since when the host names this content.</summary>
    public required DateTimeOffset NamedAt { get; init; }

    /// <summary>Length of the content; null while the server lacks it.</summary>
    public int? LengthBytes { get; init; }

    /// <summary>The content, where it is asked for and the server has it.</summary>
    public JsonElement? Content { get; init; }
}
