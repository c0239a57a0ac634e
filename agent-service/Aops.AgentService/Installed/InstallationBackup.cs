using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Installed;

/// <summary>Moves an older installation aside, so that it can be restored if the new one does not start.</summary>
/// <remarks>
/// Every piece is renamed into a hidden folder beside it, since renames do not cross file systems, and
/// /opt, /etc and /var may be three. The folder in <c>var/lib/aops</c> is created first and deleted first.
/// While it exists, the old installation is the valid one, also after a power cut; without it the new one
/// is.
/// </remarks>
internal sealed class InstallationBackup(AopsLayout layout)
{
    /// <summary>Name of the folder of moved pieces.</summary>
    internal const string Folder = ".previous";
    /// <summary>Name of the folder of pieces to delete.</summary>
    internal const string Discarded = ".discarded";

    // Identity, executed commands and floors of sub-agents survive every installation.
    private static readonly string[] RetainedState =
        ["identity.json", "commands.json", "floors.json", "stopped", Folder, Discarded, InstallStaging.FolderName];

    private static readonly string[] RetainedOpt = [Folder, Discarded, InstallStaging.FolderName];

    // conf.yml is moved only if it is replaced.
    private static readonly string[] Etc = ["trust"];

    private string StateAside => Path.Combine(layout.State, Folder);

    private IEnumerable<string> Parents => [layout.State, layout.Opt, layout.Etc];

    /// <summary>Whether an interrupted install has moved pieces aside.</summary>
    internal bool IsAside => Directory.Exists(StateAside);

    /// <summary>Moves the installation aside.</summary>
    /// <param name="withConf">Whether to move conf.yml too.</param>
    internal void MoveAside(bool withConf)
    {
        AtomicFile.CreateDirectory(StateAside, AtomicFile.PrivateDirectory);
        Move(layout.State, name => !RetainedState.Contains(name) && InstalledFiles.State(layout).IsOurs(name));
        Move(layout.Opt, name => !RetainedOpt.Contains(name) && InstalledFiles.Opt(layout).IsOurs(name));
        Move(layout.Etc, name => Etc.Contains(name) || (withConf && name == Path.GetFileName(layout.Conf)));
    }

    /// <summary>Restores the installation, over the leftovers of a failed install.</summary>
    internal void PutBack()
    {
        // State last: its folder says that the restore is not complete.
        foreach (var parent in Parents.Reverse())
        {
            var aside = Path.Combine(parent, Folder);
            if (!Directory.Exists(aside)) continue;
            foreach (var entry in Directory.EnumerateFileSystemEntries(aside))
            {
                var place = Path.Combine(parent, Path.GetFileName(entry));
                FileTree.Delete(place);
                AtomicFile.Rename(entry, place);
            }
            Directory.Delete(aside);
            AtomicFile.SyncDirectory(parent);
        }
    }

    /// <summary>Deletes the moved pieces: from here on the new installation is the valid one.</summary>
    internal void Discard()
    {
        foreach (var parent in Parents)
        {
            var (aside, discarded) = (Path.Combine(parent, Folder), Path.Combine(parent, Discarded));
            FileTree.Delete(discarded);
            if (Directory.Exists(aside)) AtomicFile.Rename(aside, discarded);
        }
        CollectDiscarded();
    }

    /// <summary>
    /// Completes an interrupted install: restores the older installation, or completes its deletion.
    /// </summary>
    /// <returns>Whether the older installation was restored.</returns>
    internal bool Recover()
    {
        var wasAside = IsAside;
        if (wasAside) PutBack();
        else Discard();
        return wasAside;
    }

    private void CollectDiscarded()
    {
        foreach (var parent in Parents) FileTree.Delete(Path.Combine(parent, Discarded));
    }

    private static void Move(string parent, Func<string, bool> isMoved)
    {
        if (!Directory.Exists(parent)) return;
        var names = Directory.EnumerateFileSystemEntries(parent)
            .Select(entry => Path.GetFileName(entry)).Where(isMoved).ToList();
        if (names.Count == 0) return;
        var aside = Path.Combine(parent, Folder);
        AtomicFile.CreateDirectory(aside, AtomicFile.PrivateDirectory);
        foreach (var name in names) AtomicFile.Rename(Path.Combine(parent, name), Path.Combine(aside, name));
    }
}
