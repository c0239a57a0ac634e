using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>A release that hosts find in verified metadata, by this name, version and signer.</summary>
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

    public required Sha256Digest Sha256 { get; init; }

    /// <summary>Deltas that hosts fetch instead which have one of these versions; absent for none.</summary>
    public IReadOnlyList<PublishedDelta>? Deltas { get; init; }

    /// <summary>Its place in the order of its signing, by which hosts tell what is older; null where the signer gave none.</summary>
    public long? ReleaseNumber { get; init; }

    /// <summary>The newest version from which hosts may go back to it; null for none.</summary>
    public string? MayGoBackFrom { get; init; }

    /// <summary>The release number of that version; null where the signer knew none.</summary>
    public long? MayGoBackFromNumber { get; init; }

    /// <summary>The publisher that signed it; null for the operator.</summary>
    public string? Publisher { get; init; }

    /// <summary>
    /// The release of a target, or null if it is none: the suite and the bootstrap program come only from
    /// the operator, and a sub-agent is found only by the name of its version, whatever else its metadata
    /// says.
    /// </summary>
    public static Release? TryCreate(TufListedTarget target)
    {
        var isOperators = target.Role == TufRoles.Targets;
        if (ReleaseTarget.TryCreate(target.Name, target.File) is not { } package
            || !Sha256Digest.TryParse(package.Sha256, out var digest))
        {
            return null;
        }
        var isFound = package.Kind == PackageKind.SubAgent
            ? target.Name == ReleaseTarget.NameOf(package.Kind, package.Name, package.Version, package.Architecture)
            : isOperators;
        return isFound
            ? new Release
            {
                Kind = package.Kind.Text(),
                Name = package.Name,
                Version = package.Version,
                Architecture = package.Architecture,
                Target = target.Name,
                LengthBytes = package.LengthBytes,
                Sha256 = digest,
                Deltas = package.Deltas.Count == 0
                    ? null
                    : [.. package.Deltas.Select(delta => new PublishedDelta(delta.From, delta.LengthBytes))],
                ReleaseNumber = package.ReleaseNumber,
                MayGoBackFrom = package.MayGoBackFrom,
                MayGoBackFromNumber = package.MayGoBackFromNumber,
                Publisher = isOperators ? null : target.Role,
            }
            : null;
    }

    /// <summary>What a host fetches that has another version.</summary>
    /// <param name="from">That version; null for none.</param>
    public long LengthFrom(string? from) =>
        Deltas?.Where(delta => delta.From == from).Select(delta => delta.LengthBytes).Append(LengthBytes).Min()
            ?? LengthBytes;

    public bool IsAgent(string version) => Kind == "agent" && Name == PackageKinds.AgentName && Version == version;

    public bool IsSubAgent(string name, string version) =>
        Kind == "subagent" && Name == name && Version == version;
}

/// <summary>A signed delta that makes a package of an older version on the host.</summary>
/// <param name="From">That version.</param>
/// <param name="LengthBytes">Its length.</param>
internal sealed record PublishedDelta(string From, long LengthBytes);

/// <summary>Answer of <c>GET /api/v1/releases</c>.</summary>
internal sealed record ReleaseList
{
    /// <summary>Version of the targets metadata; 0 while nothing is published.</summary>
    public required long MetadataVersion { get; init; }

    public required IReadOnlyList<Release> Releases { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }

    /// <summary>Why hosts install none of them now; absent if they do.</summary>
    public string? Fault { get; init; }

    /// <summary>The role whose metadata expires first.</summary>
    public string? ExpiringRole { get; init; }

    /// <summary>When it expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Publishers whose metadata hosts refuse, with the reason; absent where there are none.</summary>
    public IReadOnlyDictionary<string, string>? PublisherFaults { get; init; }
}
