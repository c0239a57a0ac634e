using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Aops.Native.Files;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>
/// The folder that <c>/repo/</c> serves: <c>metadata/</c> with TUF metadata, and <c>targets/</c> with blobs
/// whose names begin with their SHA-256. A path consists of plain names, so none leaves the folder. Beside
/// them, and never served: uploads in progress, uploads that wait for a verified timestamp, and unsigned
/// files that were found here.
/// </summary>
internal sealed partial class RepositoryFolder
{
    private const int DepthMax = 8;

    public RepositoryFolder(string root)
    {
        Root = root;
        Metadata = Path.Combine(root, "metadata");
        Targets = Path.Combine(root, "targets");
        Uploads = Path.Combine(root, ".uploads");
        Staging = Path.Combine(root, ".staging");
        StagedMetadata = Path.Combine(Staging, "metadata");
        Unverified = Path.Combine(root, ".unverified");
        foreach (var folder in new[] { Root, Metadata, Targets, Uploads, StagedMetadata })
            AtomicFile.CreateDirectory(folder);
        // What an interrupted upload left.
        foreach (var leftover in Directory.EnumerateFiles(Uploads)) File.Delete(leftover);
    }

    public string Root { get; }

    public string Metadata { get; }

    public string Targets { get; }

    /// <summary>Where uploads grow until they are whole: the same file system, and not served.</summary>
    public string Uploads { get; }

    /// <summary>Where whole uploads wait, as deep as the repository itself.</summary>
    public string Staging { get; }

    public string StagedMetadata { get; }

    /// <summary>Folder for metadata that was found in the repository without a valid signature.</summary>
    public string Unverified { get; }

    public string TimestampFile => Path.Combine(Metadata, TufRoles.FileOf(TufRoles.Timestamp));

    /// <summary>The timestamp of a verified set that is about to be published.</summary>
    public string StagedTimestamp => Path.Combine(StagedMetadata, TufRoles.FileOf(TufRoles.Timestamp));

    /// <summary>Name of a metadata file with its version.</summary>
    public static string NameOf(string role, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}.{TufRoles.FileOf(role)}");

    /// <summary>Reads the name of a metadata file.</summary>
    /// <returns>False for any other name.</returns>
    public static bool TryReadName(string name, out string role, out long? version)
    {
        var match = MetadataName().Match(name);
        role = match.Groups["role"].Value;
        version = match.Groups["version"] is { Success: true } digits
            ? long.Parse(digits.ValueSpan, CultureInfo.InvariantCulture)
            : null;
        return match.Success;
    }

    /// <summary>Resolves a path below <c>/repo/</c>.</summary>
    /// <returns>False for one that is not of this repository's form.</returns>
    public bool TryResolve(string? path, [NotNullWhen(true)] out RepositoryPath? resolved)
    {
        resolved = null;
        if (path is null || path.Length > ServerLimits.RepositoryPathCharsMax) return false;
        var parts = path.Split('/');
        if (parts.Length is < 2 or > DepthMax || !Array.TrueForAll(parts, part => PlainName().IsMatch(part)))
            return false;
        var (file, staged) = (Path.Combine([Root, .. parts]), Path.Combine([Staging, .. parts]));
        switch (parts[0])
        {
            case "metadata" when parts.Length == 2 && TryReadName(parts[1], out var role, out var version):
                resolved = new RepositoryPath.MetadataFile(path, file, staged, role, version);
                return true;
            case "targets" when BlobName().Match(parts[^1]) is { Success: true } match:
                resolved = new RepositoryPath.Blob(path, file, staged, match.Groups["hash"].Value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Published metadata with a version in its name.</summary>
    public IEnumerable<(string File, string Role, long Version)> PublishedMetadata()
    {
        foreach (var file in Directory.GetFiles(Metadata))
        {
            if (TryReadName(Path.GetFileName(file), out var role, out var version) && version is { } number)
                yield return (file, role, number);
        }
    }

    /// <summary>File of a release in the form of consistent snapshots: <c>DIR/HASH.NAME</c>.</summary>
    public string? BlobFile(Release release) =>
        TryResolve(SignedBlobs.PathOf(release.Target, release.Sha256), out var resolved) ? resolved.File : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._+~-]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"\A(?:(?<version>[1-9][0-9]{0,17})\.)?(?<role>[A-Za-z][A-Za-z0-9_-]*)\.json\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MetadataName();

    [GeneratedRegex(@"\A(?<hash>[0-9a-f]{64})\..+\z", RegexOptions.CultureInvariant)]
    private static partial Regex BlobName();
}
