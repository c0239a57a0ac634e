using System.Text.Json.Serialization;
using Aops.Layout;

namespace Aops.Releases.Packages;

/// <summary>
/// <c>manifest.json</c>: the first entry of a package, and a file of the slot. It names every other file, so that a
/// package is refused before a byte of it is unpacked and a slot can be checked at any time.
/// </summary>
public sealed record PackageManifest
{
    /// <summary>Name of the file.</summary>
    public const string FileName = AopsLayout.ManifestName;

    /// <summary>Version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>What the package is.</summary>
    public required PackageKind Kind { get; init; }

    /// <summary>Name of the sub-agent, or <see cref="PackageKinds.AgentName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Processor that it runs on: <c>x64</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>
    /// The build that its programs were linked in (<see cref="ProgramStamp.BuildId"/>); null where none of them says so,
    /// as in a sub-agent of somebody else.
    /// </summary>
    public string? BuildId { get; init; }

    /// <summary>Every file and symbolic link but this one, sorted by path.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>Length of all files together, in bytes.</summary>
    [JsonIgnore]
    public long UnpackedBytes => Files.Sum(file => file.SizeBytes);
}

/// <summary>A file or a symbolic link of a package.</summary>
public sealed record ManifestFile
{
    /// <summary>Where it lies below the slot, with <c>/</c> between the parts.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits in octal, <c>"0755"</c>; at least readable by the owner. Null for a link.</summary>
    public string? Mode { get; init; }

    /// <summary>Length in bytes; 0 for a link.</summary>
    [JsonPropertyName("size")]
    public long SizeBytes { get; init; }

    /// <summary>SHA-256 of the content as 64 lower-case hexadecimal digits. Null for a link.</summary>
    public string? Sha256 { get; init; }

    /// <summary>For a symbolic link: what it says, a relative path within the package. Null for a file.</summary>
    public string? Link { get; init; }

    /// <summary>Whether it is a symbolic link.</summary>
    [JsonIgnore]
    public bool IsLink => Link is not null;

    /// <summary>The permission bits.</summary>
    [JsonIgnore]
    public UnixFileMode FileMode => (UnixFileMode)Convert.ToInt32(Mode ?? "0", 8);
}
