using Aops.AgentService.Uninstall;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// What a host without an installation held before an install: nothing, or what <c>uninstall --keep-data</c> kept.
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

    /// <summary>Looks.</summary>
    internal static CleanInstallRollback Look(AopsLayout layout) => new(layout);

    /// <summary>Removes all that was not there; best effort, as the failure that led here is the news.</summary>
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
