using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.Contracts;
using Aops.Layout;

namespace Aops.AgentService.Install;

/// <summary>
/// Checks the paths of an install: a file in the place of a folder, or a folder in the place of a file,
/// does not belong to the suite. The install is refused before anything is changed.
/// </summary>
internal static class FolderCheck
{
    private const string Cure =
        "it is not ours, so it is left as it is; move it away and install again; nothing was changed";

    /// <summary>Checks all of them.</summary>
    /// <param name="isInstalled">Whether an installation exists.</param>
    /// <exception cref="ServiceException">A path is something else.</exception>
    internal static void Require(AopsLayout layout, bool isInstalled)
    {
        foreach (var folder in InstalledFiles.FoldersAbove(layout).Reverse().Prepend(layout.Root))
            RequireFolder(folder);
        foreach (var folder in InstalledFiles.Folders(layout))
        {
            RequireFolder(folder.Path);
            foreach (var name in folder.Folders) RequireFolder(Path.Combine(folder.Path, name));
            foreach (var name in folder.Files) RequireFile(Path.Combine(folder.Path, name), layout.Current);
        }
        if (!isInstalled) RequireOwnPrograms(layout);
    }

    private static void RequireFolder(string path)
    {
        if (Directory.Exists(path) || !IsThere(path)) return;
        throw new ServiceException($"{path} is to be a folder and is none; {Cure}", ExitCodes.CannotWrite);
    }

    private static void RequireFile(string path, string link)
    {
        // This path is a link to a folder.
        if (path != link && Directory.Exists(path))
            throw new ServiceException($"{path} is to be a file and is a folder; {Cure}", ExitCodes.CannotWrite);
    }

    // Without an installation, files with these names come from another program or from an interrupted
    // install.
    private static void RequireOwnPrograms(AopsLayout layout)
    {
        if (!Directory.Exists(layout.Bin)) return;
        var foreign = Directory.EnumerateFileSystemEntries(layout.Bin).FirstOrDefault(entry =>
            Path.GetFileName(entry) is var name && name != "control"
            && !name.StartsWith("aops-", StringComparison.Ordinal) && !name.EndsWith(".tmp", StringComparison.Ordinal));
        if (foreign is not null)
            throw new ServiceException($"{foreign} lies where the programs are to be; {Cure}", ExitCodes.CannotWrite);
    }

    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
