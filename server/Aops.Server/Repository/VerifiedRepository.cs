using System.Globalization;
using Aops.Releases.Fleet;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>Result of verifying the published repository.</summary>
internal sealed record VerifiedRepository
{
    /// <summary>State before the first publish.</summary>
    public static readonly VerifiedRepository Nothing = new();

    /// <summary>Version of the targets metadata; 0 while nothing is published.</summary>
    public long TargetsVersion { get; private init; }

    public IReadOnlyList<Release> Releases { get; private init; } = [];

    /// <summary>Runbooks, by name and version.</summary>
    public IReadOnlyList<SignedRunbook> Runbooks { get; private init; } = [];

    /// <summary>
    /// Generation of the signed authority, a hint for hosts to fetch it; they trust only the signature.
    /// Null if none is published.
    /// </summary>
    public long? AuthorityGeneration { get; private init; }

    /// <summary>The metadata that belongs together, by file name, roots excepted.</summary>
    public IReadOnlyDictionary<string, string> RolesByFile { get; private init; } = new Dictionary<string, string>();

    /// <summary>Files in targets metadata: length by path below the repository.</summary>
    public IReadOnlyDictionary<string, long> Blobs { get; private init; } = new Dictionary<string, long>();

    /// <summary>Publishers whose metadata cannot be verified, with the reason.</summary>
    public IReadOnlyDictionary<string, string> PublisherFaults { get; private init; } =
        new Dictionary<string, string>();

    /// <summary>The role that expires first; null while nothing is published.</summary>
    public string? ExpiringRole { get; private init; }

    /// <summary>When that role expires.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>When the timestamp expires.</summary>
    public DateTimeOffset? TimestampExpiresAt { get; private init; }

    /// <summary>Why the repository is not verified; null where it is, or where nothing is published.</summary>
    public string? Fault { get; private init; }

    public static VerifiedRepository NotVerified(string fault) => new() { Fault = fault };

    /// <summary>What a client has verified.</summary>
    /// <param name="client">The client, after a good refresh.</param>
    /// <param name="listing">What it lists.</param>
    public static VerifiedRepository Of(TufClient client, TufListing listing)
    {
        var first = client.Expiries.MinBy(role => role.Value);
        var files = listing.Roles.ToDictionary(role => RepositoryFolder.NameOf(role.Key, role.Value), role => role.Key);
        files[RepositoryFolder.NameOf(TufRoles.Snapshot, client.SnapshotVersion)] = TufRoles.Snapshot;
        return new VerifiedRepository
        {
            TargetsVersion = listing.Roles[TufRoles.Targets],
            Releases = [.. listing.Targets.Select(Release.TryCreate).OfType<Release>()],
            Runbooks =
            [
                .. listing.Targets.Select(SignedRunbook.TryCreate).OfType<SignedRunbook>()
                    .OrderBy(runbook => runbook.Path, StringComparer.Ordinal),
            ],
            AuthorityGeneration = listing.Targets.FirstOrDefault(IsAuthority) is { } target
                ? FleetAuthority.GenerationOf(target.File)
                : null,
            RolesByFile = files,
            Blobs = SignedBlobs.Of(listing),
            PublisherFaults = listing.Faults,
            ExpiringRole = first.Key,
            ExpiresAt = first.Value,
            TimestampExpiresAt = client.Expiries[TufRoles.Timestamp],
        };
    }

    private static bool IsAuthority(TufListedTarget target) =>
        target.Name == FleetAuthority.TargetName && target.Role == TufRoles.Targets;

    /// <summary>Why no host would install a release now; null if hosts do.</summary>
    public string? FaultAt(DateTimeOffset now) => Fault ?? (ExpiresAt <= now
        ? string.Create(CultureInfo.InvariantCulture,
            $"{ExpiringRole} metadata expired at {ExpiresAt:u}; hosts take no release until the publisher signs it again")
        : null);
}
