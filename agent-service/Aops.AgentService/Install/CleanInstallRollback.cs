using Aops.AgentService.Installed;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// Undoes an install on a host without an installation: such a host has no files of the suite, or those
/// that <c>uninstall --keep-data</c> retained.
/// </summary>
internal sealed class CleanInstallRollback
{
    private readonly AopsLayout _layout;
    private readonly HashSet<string> _kept;
    private readonly bool _hadRoot;

    private CleanInstallRollback(AopsLayout layout)
    {
        _layout = layout;
        string[] data = [layout.Conf, layout.Identity, layout.TrustRoot, layout.TrustCa, layout.EnrolmentToken];
        _kept = [.. data.Where(File.Exists)];
        _hadRoot = Directory.Exists(layout.Root);
    }

    /// <summary>Records which files exist.</summary>
    internal static CleanInstallRollback Look(AopsLayout layout) => new(layout);

    /// <summary>
    /// Removes everything that did not exist before. Best effort: the failure that led here is what gets
    /// reported.
    /// </summary>
    internal void Restore()
    {
        try
        {
            InstalledTree.Remove(_layout, _kept);
            if (!_hadRoot) FileTree.RemoveIfEmpty(_layout.Root);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // A folder that cannot be removed now is removed by the next install or uninstall.
        }
    }
}
