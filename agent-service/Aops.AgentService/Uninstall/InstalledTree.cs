using Aops.AgentService.Install;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Uninstall;

/// <summary>Removes the files and folders of an installation whose pair has ended.</summary>
internal static class InstalledTree
{
    /// <summary>Removes them.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="keep">Files that stay, with the folders above them.</param>
    /// <returns>What could not be removed.</returns>
    internal static TreeRemains Remove(AopsLayout layout, IReadOnlySet<string> keep)
    {
        var remains = InstalledFiles.Folders(layout).Select(folder => FileTree.Remove(folder, keep))
            .Aggregate((all, next) => all.With(next));
        // Below a root of its own the folders above ours were made by the installer too; on a host they are the host's.
        if (layout.Root == "/") return remains;
        foreach (var folder in InstalledFiles.FoldersAbove(layout)) FileTree.RemoveIfEmpty(folder);
        return remains;
    }
}
