using Aops.AgentService.Install;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Uninstall;

/// <summary>What a removal has left.</summary>
/// <param name="Remains">What is ours and could not be removed.</param>
/// <param name="Foreign">What is not ours.</param>
internal sealed record TreeLeft(TreeRemains Remains, IReadOnlyList<string> Foreign);

/// <summary>
/// Removes the files and folders of an installation whose pair has ended. The programs go last, and only when nothing else
/// of ours is left: a removal that could not do all can be repeated by them. A folder of ours that is a link or a mount was
/// made by an operator; it is emptied and stays.
/// </summary>
internal static class InstalledTree
{
    /// <summary>Removes them.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="keep">Files that stay, with the folders above them.</param>
    /// <returns>What is left.</returns>
    internal static TreeLeft Remove(AopsLayout layout, IReadOnlySet<string> keep)
    {
        var remains = new TreeRemains(false, [], 0);
        var foreign = new List<string>();
        foreach (var folder in InstalledFiles.Folders(layout))
        {
            var real = folder.RealPath;
            var kept = keep.Where(k => k.StartsWith(folder.Path + "/", StringComparison.Ordinal))
                .Select(k => real + k[folder.Path.Length..]).ToHashSet();
            foreach (var name in folder.Ours())
            {
                // The last of all: with it this can be done again.
                if (!remains.IsNone && Path.Combine(folder.Path, name) == layout.Bin) continue;
                remains = remains.With(FileTree.Remove(Path.Combine(real, name), kept));
            }
            foreign.AddRange(folder.Foreign());
            FileTree.RemoveIfEmpty(folder.Path);
        }
        // Below a root of its own the folders above ours were made by the installer too; on a host they are the host's.
        if (layout.Root != "/")
        {
            foreach (var folder in InstalledFiles.FoldersAbove(layout)) FileTree.RemoveIfEmpty(folder);
        }
        return new(remains, foreign);
    }
}
