using System.Globalization;
using Aops.Releases.Fleet;

namespace Aops.Server.Repository;

/// <summary>
/// Generation of the signed authority that is published: what hosts are told so that they look. They believe nothing of
/// it that is not signed.
/// </summary>
internal sealed class PublishedAuthority(ReleaseCatalog catalog)
{
    private Known? _known;

    /// <summary>The generation; null while none is published.</summary>
    public long? Generation
    {
        get
        {
            var releases = catalog.Read();
            // The list is another object after each publish.
            if (_known is { } known && ReferenceEquals(known.Releases, releases)) return known.Generation;
            _known = new Known(releases, Find(releases));
            return _known.Generation;
        }
    }

    private static long? Find(IReadOnlyList<Release> releases)
    {
        var target = releases.FirstOrDefault(release => release is { Kind: FleetAuthority.Kind, Publisher: null }
            && release.Target == FleetAuthority.TargetName);
        return long.TryParse(target?.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : null;
    }

    private sealed record Known(IReadOnlyList<Release> Releases, long? Generation);
}
