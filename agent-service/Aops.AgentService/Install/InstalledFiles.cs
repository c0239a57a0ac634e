using Aops.Contracts;

namespace Aops.AgentService.Install;

/// <summary>
/// What on a host is ours: five folders, and in them the names that the suite gives. Whatever else lies in them belongs to
/// somebody else, is left alone, and is named.
/// </summary>
internal static class InstalledFiles
{
    /// <summary>The five folders, in the order in which they are removed: the programs late, and the lock last.</summary>
    internal static IReadOnlyList<OwnFolder> Folders(AopsLayout layout) => [Etc(layout), Log(layout), State(layout),
        Opt(layout), Run(layout)];

    /// <summary>Folder of the settings.</summary>
    internal static OwnFolder Etc(AopsLayout layout) => new(layout.Etc,
        Files: [NameOf(layout.Conf), NameOf(layout.EnrolmentToken)],
        Folders: ["trust", InstallationBackup.Folder, InstallationBackup.Discarded]);

    /// <summary>Folder of the logs.</summary>
    internal static OwnFolder Log(AopsLayout layout) => new(layout.Log,
        Files: [NameOf(layout.LogFile(Role.Spm)), NameOf(layout.LogFile(Role.Spa)), "launch.log"],
        Folders: ["subagents"]) { HasVariants = true };

    /// <summary>Folder of the state.</summary>
    internal static OwnFolder State(AopsLayout layout) => new(layout.State,
        Files:
        [
            NameOf(layout.Identity), NameOf(layout.Connection), NameOf(layout.Journal), "journal",
            NameOf(layout.StopMarker), NameOf(layout.LastGoodConf), NameOf(layout.Desired), NameOf(layout.Commands),
            NameOf(layout.SubAgentFloors), NameOf(layout.UnitsMark), "mark",
        ],
        Folders:
        [
            NameOf(layout.Tuf), NameOf(layout.Packages), NameOf(layout.SubAgents), InstallStaging.FolderName,
            InstallationBackup.Folder, InstallationBackup.Discarded,
        ]) { HasVariants = true };

    /// <summary>Folder of the programs.</summary>
    internal static OwnFolder Opt(AopsLayout layout) => new(layout.Opt,
        Files: [NameOf(layout.Current)],
        Folders:
        [
            NameOf(layout.Releases), InstallStaging.FolderName, InstallationBackup.Folder, InstallationBackup.Discarded,
            // Last: with it an uninstall that could not do all can be repeated.
            NameOf(layout.Bin),
        ]);

    /// <summary>Folder of sockets and locks: nobody else's could outlive a boot there.</summary>
    internal static OwnFolder Run(AopsLayout layout) => new(layout.Run, Files: [], Folders: []) { IsWhollyOurs = true };

    /// <summary>The folders above them within the root, deepest first.</summary>
    internal static IEnumerable<string> FoldersAbove(AopsLayout layout) =>
        Folders(layout).SelectMany(folder => Parents(layout, folder.Path)).Distinct()
            .OrderByDescending(folder => folder.Length);

    /// <summary>Whether anything of ours is there.</summary>
    /// <param name="layout">The root.</param>
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
