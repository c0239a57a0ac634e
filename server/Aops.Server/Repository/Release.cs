namespace Aops.Server.Repository;

/// <summary>A target that the published metadata lists. The server believes the metadata; agents verify it.</summary>
internal sealed record Release
{
    /// <summary><c>agent</c>, <c>subagent</c> or <c>bootstrap</c>.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public string? Architecture { get; init; }

    /// <summary>Name of the target in the repository.</summary>
    public required string Target { get; init; }

    public required long LengthBytes { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The publisher that signed it; null for the operator.</summary>
    public string? Publisher { get; init; }

    public bool IsAgent(string version) => Kind == "agent" && Version == version;

    public bool IsSubAgent(string name, string version) =>
        Kind == "subagent" && Name == name && Version == version;
}

/// <summary>Answer of <c>GET /api/releases</c>.</summary>
internal sealed record ReleaseList
{
    /// <summary>Version of the targets metadata; 0 while nothing is published.</summary>
    public required long MetadataVersion { get; init; }

    public required IReadOnlyList<Release> Releases { get; init; }
}
