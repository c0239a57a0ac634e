using System.Text.Json;
using Aops.Contracts;
using Aops.Releases.Deltas;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;

namespace Aops.Releases;

/// <summary>A package that the repository's signed metadata names.</summary>
public sealed record ReleaseTarget
{
    /// <summary>Member of a target's signed <c>custom</c> that holds <see cref="MayGoBackFrom"/>.</summary>
    public const string MayGoBackFromMember = "mayGoBackFrom";

    /// <summary>Member of a target's signed <c>custom</c> that holds <see cref="ReleaseNumber"/>.</summary>
    public const string ReleaseNumberMember = "releaseNumber";

    /// <summary>Member of a target's signed <c>custom</c> that holds <see cref="MayGoBackFromNumber"/>.</summary>
    public const string MayGoBackFromNumberMember = "mayGoBackFromRelease";

    /// <summary>Name in the repository: <c>agent/1.4.2/aops-agent-linux-x64.tar.zst</c>.</summary>
    public required string TargetName { get; init; }

    /// <summary>What it is.</summary>
    public required PackageKind Kind { get; init; }

    /// <summary>Name of the sub-agent, or <see cref="PackageKinds.AgentName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Processor that it runs on: <c>x64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Length of the package, in bytes.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>SHA-256 of the package, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of its files together, in bytes; 0 if the publisher did not say.</summary>
    public long UnpackedBytes { get; init; }

    /// <summary>Deltas that make its archive from an older slot; empty where the publisher made none.</summary>
    public IReadOnlyList<ReleaseDelta> Deltas { get; init; } = [];

    /// <summary>
    /// The newest version that a host may leave for this older one; null where the signer permits no step back.
    /// </summary>
    public string? MayGoBackFrom { get; init; }

    /// <summary>Release number of <see cref="MayGoBackFrom"/>; null where the signer knew none.</summary>
    public long? MayGoBackFromNumber { get; init; }

    /// <summary>
    /// Its place among the releases of its name, from 1, in the order of their signing; null where it was signed before
    /// there were numbers.
    /// </summary>
    public long? ReleaseNumber { get; init; }

    /// <summary>SHA-256 of the archive within the package, which a delta must make; null where there are no deltas.</summary>
    internal string? ArchiveSha256 { get; init; }

    /// <summary>The name under which a package is published; a look-up by it goes through delegations.</summary>
    /// <param name="kind">Agent or sub-agent.</param>
    /// <param name="architecture">Processor that it runs on.</param>
    public static string NameOf(PackageKind kind, string name, string version, string architecture)
    {
        var directory = kind == PackageKind.Agent ? $"agent/{version}" : $"subagents/{name}/{version}";
        return $"{directory}/{name}-linux-{architecture}.tar.zst";
    }

    /// <summary>Reads a target; null if it is of a kind that this version does not know, or names no package.</summary>
    /// <param name="file">What signed metadata says of it.</param>
    public static ReleaseTarget? TryCreate(string targetName, TufTargetFile file)
    {
        if (PackagePath.Fault(targetName) is not null
            || !file.Hashes.TryGetValue("sha256", out var sha256) || !ReleaseDelta.IsSha256(sha256)
            || file.Custom is not { ValueKind: JsonValueKind.Object } custom
            || PackageKinds.Parse(Text(custom, "kind")) is not { } kind
            || Text(custom, "name") is not { } name || !Names.IsValid(name)
            || Text(custom, "version") is not { } version || !Names.IsValid(version)
            || Text(custom, "architecture") is not { } architecture)
        {
            return null;
        }
        var archive = Text(custom, ReleaseDelta.ArchiveMember);
        return new ReleaseTarget
        {
            TargetName = targetName,
            Kind = kind,
            Name = name,
            Version = version,
            Architecture = architecture,
            LengthBytes = file.LengthBytes,
            Sha256 = sha256,
            UnpackedBytes = Number(custom, "unpackedBytes") ?? 0,
            MayGoBackFrom = Text(custom, MayGoBackFromMember) is { } newest && Names.IsValid(newest) ? newest : null,
            MayGoBackFromNumber = Number(custom, MayGoBackFromNumberMember),
            ReleaseNumber = Number(custom, ReleaseNumberMember),
            ArchiveSha256 = archive,
            Deltas = ReleaseDelta.IsSha256(archive) ? ReleaseDelta.ReadAll(custom) : [],
        };
    }

    /// <summary>Path below the repository.</summary>
    internal string Path(bool consistentSnapshot) =>
        TufTargetFile.PathOf(TargetName, consistentSnapshot ? Sha256 : null);

    /// <summary>Path of a delta below the repository.</summary>
    internal string PathOf(ReleaseDelta delta, bool consistentSnapshot) => TufTargetFile.PathOf(
        ReleaseDelta.NameOf(TargetName, delta.From), consistentSnapshot ? delta.Sha256 : null);

    private static long? Number(JsonElement custom, string name) =>
        custom.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number) && number > 0
            ? number
            : null;

    private static string? Text(JsonElement custom, string name) =>
        custom.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
