namespace Aops.Releases.Packages;

/// <summary>The paths of a manifest: which are files or links, and which directories they imply.</summary>
internal sealed class ManifestTree
{
    // The kernel follows as many (path_resolution(7)).
    private const int LinksFollowedMax = 40;

    private readonly HashSet<string> _leaves = [];
    private readonly HashSet<string> _repeated = [];
    private readonly Dictionary<string, string> _links = [];

    public ManifestTree(PackageManifest manifest)
    {
        foreach (var file in manifest.Files)
        {
            if (!_leaves.Add(file.Path)) _repeated.Add(file.Path);
            if (file.Link is { } link) _links[file.Path] = link;
            foreach (var parent in Parents(file.Path)) Directories.Add(parent);
        }
    }

    /// <summary>Every directory that a path lies in, the top excepted.</summary>
    public SortedSet<string> Directories { get; } = new(StringComparer.Ordinal);

    public bool IsRepeated(string path) => _repeated.Contains(path) || Directories.Contains(path);

    public bool IsBelowNoDirectory(string path) =>
        Parents(path).Any(p => _leaves.Contains(p) || p == PackageManifest.FileName);

    /// <summary>Whether a path is there and is reached through directories only.</summary>
    public bool Leads(string path) =>
        (_leaves.Contains(path) || Directories.Contains(path) || path == PackageManifest.FileName)
        && !IsBelowNoDirectory(path);

    /// <summary>Whether a path is no link, or one that leads through few others to a file or directory.</summary>
    public bool EndsSomewhere(string path)
    {
        for (var followed = 0; _links.TryGetValue(path, out var link); followed++)
        {
            if (followed == LinksFollowedMax) return false;
            path = TargetOf(path, link);
        }
        return true;
    }

    /// <summary>What a relative link leads to; it climbs no higher than the top.</summary>
    /// <param name="path">Where the link lies.</param>
    /// <param name="link">What it says.</param>
    public static string TargetOf(string path, string link)
    {
        var parts = link.Split('/');
        var directories = path.Split('/')[..^1];
        var climbs = Math.Min(parts.TakeWhile(part => part == "..").Count(), directories.Length);
        return string.Join('/', directories[..^climbs].Concat(parts[climbs..]));
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var i = path.IndexOf('/'); i > 0; i = path.IndexOf('/', i + 1))
            yield return path[..i];
    }
}
