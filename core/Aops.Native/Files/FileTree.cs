using System.Text;
using Aops.Native.Files.Trees;

namespace Aops.Native.Files;

/// <summary>
/// The one way by which this suite removes folders. It may be told to remove what belongs to a user who is against it,
/// so it goes by open directories and single names: no path of the tree is ever resolved twice, no link is followed, no
/// other mount is entered, and nothing is changed but through a descriptor of what was looked at. Depth, descriptors
/// and memory have bounds; names are bytes.
/// </summary>
public static class FileTree
{
    /// <summary>
    /// Removes a file, a link or a whole folder. What cannot be removed stays, with the folders above it, and is named;
    /// everything else goes.
    /// </summary>
    /// <param name="path">
    /// What to remove, absolute. The folder that it is in belongs to nobody but this process's user or root. A mount at
    /// the very path is emptied.
    /// </param>
    /// <param name="keep">Files that stay, absolute; the folders above them stay too.</param>
    public static TreeRemains Remove(string path, IReadOnlySet<string>? keep = null) =>
        Remove(path, keep, new DirectoryOpener());

    /// <summary>Removes a file, a link or a whole folder, whole.</summary>
    /// <param name="path">What to remove; see <see cref="Remove(string, IReadOnlySet{string}?)"/>.</param>
    /// <exception cref="IOException">Something cannot be removed; the message names it, and the rest is gone.</exception>
    public static void Delete(string path)
    {
        var remains = Remove(path);
        if (!remains.IsNone) throw new IOException($"{path} cannot be removed whole: {remains}");
    }

    /// <summary>Removes a folder if it is empty; anything else is left as it is.</summary>
    /// <param name="path">The folder, absolute.</param>
    public static void RemoveIfEmpty(string path)
    {
        using var parent = TreeRemoval.TryOpenParent(path, out var name);
        if (parent is not null) TreeRemoval.TryRemoveEmpty(parent, name);
    }

    /// <summary>The same, with an opener of the caller's choice.</summary>
    internal static TreeRemains Remove(string path, IReadOnlySet<string>? keep, DirectoryOpener opener)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (keep?.Contains(path) == true) return new(Path.Exists(path), [], 0);
        using var parent = TreeRemoval.TryOpenParent(path, out var name);
        if (parent is null) return new(false, [], 0);
        var kept = keep is null ? RetainedNames.None : RetainedNames.Below(path, keep);
        return new TreeRemoval(Encoding.UTF8.GetBytes(path), parent, opener).Run(name, kept);
    }
}
