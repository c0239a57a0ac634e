using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Aops.Native.Files;

namespace Aops.Server.Repository;

/// <summary>
/// The folder that <c>/repo/</c> serves: <c>metadata/</c> with TUF metadata and <c>targets/</c> with blobs whose
/// names begin with their SHA-256. A path is made of plain names only, so none can leave the folder.
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
        foreach (var folder in new[] { Root, Metadata, Targets, Uploads }) Durable.CreateDirectory(folder);
        // What an interrupted upload left.
        foreach (var leftover in Directory.EnumerateFiles(Uploads)) File.Delete(leftover);
    }

    public string Root { get; }

    public string Metadata { get; }

    public string Targets { get; }

    /// <summary>Where uploads grow until they are whole: the same file system, and not served.</summary>
    public string Uploads { get; }

    /// <summary>Resolves a path below <c>/repo/</c>.</summary>
    /// <returns>False for one that is not of this repository's form.</returns>
    public bool TryResolve(string? path, [NotNullWhen(true)] out RepositoryPath? resolved)
    {
        resolved = null;
        if (path is null || path.Length > ServerLimits.RepositoryPathCharsMax) return false;
        var parts = path.Split('/');
        if (parts.Length is < 2 or > DepthMax || !Array.TrueForAll(parts, part => PlainName().IsMatch(part)))
            return false;
        var file = Path.Combine([Root, .. parts]);
        switch (parts[0])
        {
            case "metadata" when parts.Length == 2 && MetadataName().Match(parts[1]) is { Success: true } match:
                resolved = new RepositoryPath.MetadataFile(
                    file, match.Groups["role"].Value, match.Groups["version"] is { Success: true } version
                        ? long.Parse(version.ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
                        : null);
                return true;
            case "targets" when BlobName().Match(parts[^1]) is { Success: true } match:
                resolved = new RepositoryPath.Blob(file, match.Groups["hash"].Value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>File of a target in the form of consistent snapshots: <c>DIR/HASH.NAME</c>.</summary>
    public string? BlobFile(Release release)
    {
        var slash = release.Target.LastIndexOf('/');
        var path = $"targets/{release.Target[..(slash + 1)]}{release.Sha256}.{release.Target[(slash + 1)..]}";
        return TryResolve(path, out var resolved) ? resolved.File : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._+~-]{0,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"\A(?:(?<version>[1-9][0-9]{0,17})\.)?(?<role>[A-Za-z][A-Za-z0-9_-]*)\.json\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MetadataName();

    [GeneratedRegex(@"\A(?<hash>[0-9a-f]{64})\..+\z", RegexOptions.CultureInvariant)]
    private static partial Regex BlobName();
}
