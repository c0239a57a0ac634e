using System.Text;
using Aops.Native.Files.Trees;

namespace Aops.Native.Files;

/// <summary>
/// Removes directory trees; the suite has no other code for this. The tree may belong to a hostile user who changes
/// it meanwhile, so the removal uses open directories and single names: no path of the tree is resolved twice, no
/// link is followed, no other mount is entered, and every change goes through a descriptor of the object that was
/// checked. Depth, descriptors and memory are bounded; names are bytes.
/// </summary>
public static class FileTree
{
    /// <summary>
    /// Removes a file, a link or a directory tree. What cannot be removed is reported and stays, with the
    /// directories above it; everything else is removed.
    /// </summary>
    /// <param name="path">
    /// What to remove, absolute. Its parent directory must belong to this process's user or root. If the path is a
    /// mount point, the mounted directory is emptied.
    /// </param>
    /// <param name="keep">Files to retain, absolute; the directories above them stay too.</param>
    public static TreeRemains Remove(string path, IReadOnlySet<string>? keep = null) =>
        Remove(path, keep, new DirectoryOpener());

    /// <summary>Removes a file, a link or a directory tree completely.</summary>
    /// <param name="path">What to remove; see <see cref="Remove(string, IReadOnlySet{string}?)"/>.</param>
    /// <exception cref="IOException">
    /// Something cannot be removed; the message names it, and everything else was removed.
    /// </exception>
    public static void Delete(string path)
    {
        var remains = Remove(path);
        if (!remains.IsNone) throw new IOException($"{path} cannot be removed whole: {remains}");
    }

    /// <summary>Removes a directory if it is empty; does nothing otherwise.</summary>
    /// <param name="path">The folder, absolute.</param>
    public static void RemoveIfEmpty(string path)
    {
        using var parent = TreeRemoval.TryOpenParent(path, out var name);
        if (parent is not null) TreeRemoval.TryRemoveEmpty(parent, name);
    }

    /// <summary>Removes a tree with a given opener; for tests.</summary>
    internal static TreeRemains Remove(string path, IReadOnlySet<string>? keep, DirectoryOpener opener)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (keep?.Contains(path) == true) return new(Path.Exists(path), [], 0);
        using var parent = TreeRemoval.TryOpenParent(path, out var name);
        if (parent is null) return new(false, [], 0);
        var retained = keep is null ? RetainedNames.None : RetainedNames.Below(path, keep);
        return new TreeRemoval(Encoding.UTF8.GetBytes(path), parent, opener).Run(name, retained);
    }
}
