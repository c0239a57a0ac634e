using Aops.Contracts;
using Aops.Layout;

namespace Aops.AgentService.Installed;

/// <summary>
/// The files of the suite on a host: known names in five folders. Other entries of these folders are
/// foreign: left alone and reported.
/// </summary>
internal static class InstalledFiles
{
    /// <summary>The five folders in the order of their removal: programs late, and the lock last.</summary>
    internal static IReadOnlyList<OwnFolder> Folders(AopsLayout layout) => [Etc(layout), Log(layout), State(layout),
        Opt(layout), Run(layout)];

    internal static OwnFolder Etc(AopsLayout layout) => new(layout.Etc,
        Files: [NameOf(layout.Conf), NameOf(layout.EnrolmentToken)],
        Folders: ["trust", InstallationBackup.Folder, InstallationBackup.Discarded]);

    internal static OwnFolder Log(AopsLayout layout) => new(layout.Log,
        Files: [NameOf(layout.LogFile(Role.Spm)), NameOf(layout.LogFile(Role.Spa)), "launch.log"],
        Folders: ["subagents"]) { HasVariants = true };

    internal static OwnFolder State(AopsLayout layout) => new(layout.State,
        Files:
        [
            NameOf(layout.Identity), NameOf(layout.Connection), NameOf(layout.Journal), "journal",
            NameOf(layout.StopMarker), NameOf(layout.LastGoodConf), NameOf(layout.Desired), NameOf(layout.Commands),
            NameOf(layout.SubAgentFloors), NameOf(layout.UnitsMark), NameOf(layout.CommandersFloor), "mark",
        ],
        Folders:
        [
            NameOf(layout.Tuf), NameOf(layout.Packages), NameOf(layout.SubAgents), NameOf(layout.Runs),
            InstallStaging.FolderName,
            InstallationBackup.Folder, InstallationBackup.Discarded,
        ]) { HasVariants = true };

    internal static OwnFolder Opt(AopsLayout layout) => new(layout.Opt,
        Files: [NameOf(layout.Current)],
        Folders:
        [
            NameOf(layout.Releases), InstallStaging.FolderName, InstallationBackup.Folder, InstallationBackup.Discarded,
            // Last, since an incomplete uninstall is repeated with it.
            NameOf(layout.Bin),
        ]);

    /// <summary>Folder of sockets and locks. All of it is ours, since nothing in it survives a boot.</summary>
    internal static OwnFolder Run(AopsLayout layout) => new(layout.Run, Files: [], Folders: []) { IsWhollyOurs = true };

    /// <summary>The parents of these folders within the root, deepest first.</summary>
    internal static IEnumerable<string> FoldersAbove(AopsLayout layout) =>
        Folders(layout).SelectMany(folder => Parents(layout, folder.Path)).Distinct()
            .OrderByDescending(folder => folder.Length);

    /// <summary>Whether any file of the suite exists.</summary>
    internal static bool IsAny(AopsLayout layout) => Folders(layout).Any(folder => folder.Ours().Count > 0);

    private static string NameOf(string path) => Path.GetFileName(path);

    private static IEnumerable<string> Parents(AopsLayout layout, string folder)
    {
        while (Path.GetDirectoryName(folder) is { } parent && parent.Length > layout.Root.Length)
        {
            yield return parent;
            folder = parent;
        }
    }
}
