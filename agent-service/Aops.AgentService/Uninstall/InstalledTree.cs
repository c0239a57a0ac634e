using Aops.AgentService.Install;
using Aops.Contracts;

namespace Aops.AgentService.Uninstall;

/// <summary>Removes the files and folders of an installation whose pair has ended.</summary>
internal static class InstalledTree
{
    /// <summary>Removes them.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="keep">Files that stay, with the folders above them.</param>
    internal static void Remove(AopsLayout layout, IReadOnlySet<string> keep)
    {
        foreach (var folder in InstalledFiles.Folders(layout)) TreeRemoval.Remove(folder, keep);
        // Below a root of its own the folders above ours were made by the installer too; on a host they are the host's.
        if (layout.Root == "/") return;
        foreach (var folder in InstalledFiles.FoldersAbove(layout)) TreeRemoval.RemoveIfEmpty(folder);
    }
}
