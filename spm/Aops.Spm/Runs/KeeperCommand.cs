using Aops.Layout;

namespace Aops.Spm.Runs;

/// <summary>Command line of a keeper.</summary>
internal static class KeeperCommand
{
    /// <summary>
    /// The launcher: that of this slot, which is as new as this process, or the installed one.
    /// </summary>
    public static string Launcher(AopsLayout layout)
    {
        var own = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(layout.LauncherProgram));
        return File.Exists(own) ? own : layout.LauncherProgram;
    }

    /// <summary>All arguments, its own name first.</summary>
    /// <param name="id">The run.</param>
    public static IReadOnlyList<string> Arguments(AopsLayout layout, string id) =>
        ["aops-launch", "run", "--root", layout.Root, id];
}
