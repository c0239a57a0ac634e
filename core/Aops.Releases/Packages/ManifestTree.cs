namespace Aops.Releases.Packages;

/// <summary>The paths of a manifest: which are files or links, and which directories they imply.</summary>
internal sealed class ManifestTree
{
    private readonly HashSet<string> _leaves = [];
    private readonly HashSet<string> _repeated = [];

    public ManifestTree(PackageManifest manifest)
    {
        foreach (var file in manifest.Files)
        {
            if (!_leaves.Add(file.Path)) _repeated.Add(file.Path);
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

    private static IEnumerable<string> Parents(string path)
    {
        for (var i = path.IndexOf('/'); i > 0; i = path.IndexOf('/', i + 1))
            yield return path[..i];
    }
}
