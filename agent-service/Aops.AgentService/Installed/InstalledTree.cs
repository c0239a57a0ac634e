using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Installed;

/// <summary>What a removal has left.</summary>
/// <param name="Remains">Our files that could not be removed.</param>
/// <param name="Foreign">Files that are not ours.</param>
internal sealed record TreeLeft(TreeRemains Remains, IReadOnlyList<string> Foreign);

/// <summary>
/// Removes the files and folders of an installation whose pair has ended. The programs go last, and only if
/// nothing else of ours is left, so that an incomplete removal can be repeated with them. A folder of ours
/// that is a link or a mount was made by an operator; it is emptied and stays.
/// </summary>
internal static class InstalledTree
{
    /// <summary>Removes the installation.</summary>
    /// <param name="keep">Files that stay, with their parent folders.</param>
    /// <returns>What is left.</returns>
    internal static TreeLeft Remove(AopsLayout layout, IReadOnlySet<string> keep)
    {
        var remains = new TreeRemains(false, [], 0);
        var foreign = new List<string>();
        foreach (var folder in InstalledFiles.Folders(layout))
        {
            var real = folder.RealPath;
            var retained = keep.Where(k => k.StartsWith(folder.Path + "/", StringComparison.Ordinal))
                .Select(k => real + k[folder.Path.Length..]).ToHashSet();
            foreach (var name in folder.Ours())
            {
                // Last of all, since an incomplete removal is repeated with it.
                if (!remains.IsNone && Path.Combine(folder.Path, name) == layout.Bin) continue;
                remains = remains.With(FileTree.Remove(Path.Combine(real, name), retained));
            }
            foreign.AddRange(folder.Foreign());
            FileTree.RemoveIfEmpty(folder.Path);
        }
        // Below a root of its own the parent folders were created by the installer too; on a host they
        // belong to the host.
        if (layout.Root != "/")
        {
            foreach (var folder in InstalledFiles.FoldersAbove(layout)) FileTree.RemoveIfEmpty(folder);
        }
        return new(remains, foreign);
    }
}
