using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// Where a new installation is put together before anything that runs is touched: a layout of its own in
/// <c>var/lib/aops/.install</c> for metadata and downloads, and <c>opt/aops/.install</c> for the slot, which must lie
/// on the file system that it is renamed within. Not beside the slots: a running spm tidies up there.
/// </summary>
internal sealed class InstallStaging(AopsLayout layout)
{
    /// <summary>Name of both folders.</summary>
    internal const string FolderName = ".install";

    /// <summary>The layout that the release client works in.</summary>
    internal AopsLayout Layout { get; } = new(Path.Combine(layout.State, FolderName));

    /// <summary>Parent of the unpacked slot.</summary>
    internal string SlotParent => Path.Combine(layout.Opt, FolderName);

    /// <summary>Makes the folders; what an install that was cut off has left is removed.</summary>
    internal void Create()
    {
        Remove();
        // Sub-agents that run as other users lie below it; its files are its own.
        AtomicFile.CreateDirectory(layout.State, AtomicFile.PassableDirectory);
        AtomicFile.CreateDirectory(Layout.State, AtomicFile.PrivateDirectory);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(Layout.TrustRoot)!);
        AtomicFile.CreateDirectory(SlotParent);
    }

    /// <summary>Removes the folders.</summary>
    internal void Remove()
    {
        FileTree.Delete(Layout.Root);
        FileTree.Delete(SlotParent);
    }
}
