using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Installed;

/// <summary>
/// Folders in which a new installation is assembled before anything that runs is touched: a layout of its
/// own in <c>var/lib/aops/.install</c> for metadata and downloads, and <c>opt/aops/.install</c> for the
/// slot, which must lie on the file system of the slots to be renamed. Not among the slots, where a running
/// spm deletes leftovers.
/// </summary>
internal sealed class InstallStaging(AopsLayout layout)
{
    internal const string FolderName = ".install";

    /// <summary>The layout for the release client.</summary>
    internal AopsLayout Layout { get; } = new(Path.Combine(layout.State, FolderName));

    /// <summary>Parent of the unpacked slot.</summary>
    internal string SlotParent => Path.Combine(layout.Opt, FolderName);

    /// <summary>Creates the folders, after removing what an interrupted install has left.</summary>
    internal void Create()
    {
        Remove();
        // Passable for sub-agents that run as other users; the files in it are not.
        AtomicFile.CreateDirectory(layout.State, AtomicFile.PassableDirectory);
        AtomicFile.CreateDirectory(Layout.State, AtomicFile.PrivateDirectory);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(Layout.TrustRoot)!);
        AtomicFile.CreateDirectory(SlotParent);
    }

    internal void Remove()
    {
        FileTree.Delete(Layout.Root);
        FileTree.Delete(SlotParent);
    }
}
