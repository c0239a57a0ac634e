using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// Moves an older installation out of the way, so that it can be put back if the new one does not come up.
/// <para>Every piece is renamed into a hidden folder beside it (renames do not cross file systems, and /opt, /etc and
/// /var may be three). The folder in <c>var/lib/aops</c> is made first and given up first: while it is there the old
/// installation is the one that counts, also after a power cut; without it the new one does.</para>
/// </summary>
internal sealed class InstallationBackup(AopsLayout layout)
{
    /// <summary>What was moved aside.</summary>
    internal const string Folder = ".previous";
    /// <summary>What is given up.</summary>
    internal const string Discarded = ".discarded";

    // Who the host is, which commands it has run already, and which versions its sub-agents had, outlive every
    // installation.
    private static readonly string[] RetainedState =
        ["identity.json", "commands.json", "floors.json", "stopped", Folder, Discarded, InstallStaging.FolderName];

    private static readonly string[] RetainedOpt = [Folder, Discarded, InstallStaging.FolderName];

    // conf.yml is moved only if it is to be replaced.
    private static readonly string[] Etc = ["trust"];

    private string StateAside => Path.Combine(layout.State, Folder);

    private IEnumerable<string> Parents => [layout.State, layout.Opt, layout.Etc];

    /// <summary>Whether an install was cut off after it had moved things.</summary>
    internal bool IsAside => Directory.Exists(StateAside);

    /// <summary>Moves it aside.</summary>
    /// <param name="withConf">Whether conf.yml goes too.</param>
    internal void MoveAside(bool withConf)
    {
        AtomicFile.CreateDirectory(StateAside, AtomicFile.PrivateDirectory);
        Move(layout.State, name => !RetainedState.Contains(name) && InstalledFiles.State(layout).IsOurs(name));
        Move(layout.Opt, name => !RetainedOpt.Contains(name) && InstalledFiles.Opt(layout).IsOurs(name));
        Move(layout.Etc, name => Etc.Contains(name) || (withConf && name == Path.GetFileName(layout.Conf)));
    }

    /// <summary>Puts it back, over whatever a failed install has left.</summary>
    internal void PutBack()
    {
        // State last: its folder says that this is not done yet.
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

    /// <summary>Gives it up: the new installation counts from here on.</summary>
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

    /// <summary>Heals what an install that was cut off has left: puts the older one back, or ends its removal.</summary>
    /// <returns>Whether the older installation was put back.</returns>
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
