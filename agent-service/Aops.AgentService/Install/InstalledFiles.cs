using Aops.Contracts;

namespace Aops.AgentService.Install;

/// <summary>Which folders are ours. Everything within them is; nothing outside of them is ever deleted.</summary>
internal static class InstalledFiles
{
    /// <summary>The five folders, the one with the lock last.</summary>
    internal static IReadOnlyList<string> Folders(AopsLayout layout) =>
        [layout.Opt, layout.Etc, layout.Log, layout.State, layout.Run];

    /// <summary>The folders above them within the root, deepest first.</summary>
    internal static IEnumerable<string> FoldersAbove(AopsLayout layout) =>
        Folders(layout).SelectMany(folder => Parents(layout, folder)).Distinct()
            .OrderByDescending(folder => folder.Length);

    private static IEnumerable<string> Parents(AopsLayout layout, string folder)
    {
        while (Path.GetDirectoryName(folder) is { } parent && parent.Length > layout.Root.Length)
        {
            yield return parent;
            folder = parent;
        }
    }
}
