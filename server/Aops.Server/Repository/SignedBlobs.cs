using Aops.Releases;
using Aops.Releases.Deltas;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>The files that verified targets metadata refers to: targets and deltas.</summary>
internal static class SignedBlobs
{
    /// <summary>Length by path below the repository: <c>targets/DIR/SHA256.NAME</c>.</summary>
    public static IReadOnlyDictionary<string, long> Of(TufListing listing)
    {
        var blobs = new Dictionary<string, long>(StringComparer.Ordinal);
        // A target without bytes only reserves a name.
        foreach (var (name, _, file) in listing.Targets.Where(target => target.File.LengthBytes > 0))
        {
            if (file.Hashes.TryGetValue("sha256", out var hash) && Sha256Digest.TryParse(hash, out var digest))
                blobs[PathOf(name, digest)] = file.LengthBytes;
            foreach (var delta in ReleaseTarget.TryCreate(name, file)?.Deltas ?? [])
            {
                if (Sha256Digest.TryParse(delta.Sha256, out digest))
                    blobs[PathOf(ReleaseDelta.NameOf(name, delta.From), digest)] = delta.LengthBytes;
            }
        }
        return blobs;
    }

    /// <summary>Where a target lies below the repository, in the form of consistent snapshots.</summary>
    public static string PathOf(string target, Sha256Digest digest)
    {
        var slash = target.LastIndexOf('/') + 1;
        return $"targets/{target[..slash]}{digest.Text}.{target[slash..]}";
    }
}
