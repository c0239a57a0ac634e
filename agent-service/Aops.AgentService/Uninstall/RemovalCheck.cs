using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Uninstall;

/// <summary>
/// Checks before anything is stopped or removed whether a removal can succeed: a chmod to the current mode
/// fails on immutable files and on read-only file systems.
/// </summary>
internal static class RemovalCheck
{
    private const int DepthMax = 2;

    /// <summary>Checks our folders, and two levels of their content.</summary>
    /// <param name="keep">Files that stay.</param>
    /// <exception cref="ServiceException">Something cannot be removed.</exception>
    internal static void Require(AopsLayout layout, IReadOnlySet<string> keep)
    {
        foreach (var folder in InstalledFiles.Folders(layout))
        {
            if (!Directory.Exists(folder.Path)) continue;
            Require(folder.RealPath);
            foreach (var name in folder.Ours())
            {
                if (!keep.Contains(Path.Combine(folder.Path, name))) Require(Path.Combine(folder.RealPath, name), 1);
            }
        }
    }

    private static void Require(string path, int depth)
    {
        if (new FileInfo(path).LinkTarget is not null) return;
        Require(path);
        if (depth >= DepthMax || !Directory.Exists(path)) return;
        foreach (var entry in Directory.EnumerateFileSystemEntries(path)) Require(entry, depth + 1);
    }

    private static void Require(string path)
    {
        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            if (!Path.Exists(path)) return;
            throw new ServiceException(
                $"{path} cannot be removed ({Reason(path)}); nothing was changed, and what runs goes on",
                ExitCodes.CannotWrite);
        }
    }

    private static string Reason(string path) =>
        WriteAccess.IsReadOnly(path)
            ? "its file system is mounted read-only"
            : "it is immutable, or belongs to another user";
}
