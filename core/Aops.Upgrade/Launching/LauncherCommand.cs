using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.Upgrade.Launching;

/// <summary>How the launcher is called: to start a half, or to replace this process by a half.</summary>
public static class LauncherCommand
{
    /// <summary>Arguments of the launcher, its own name first.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="role">The half.</param>
    public static IReadOnlyList<string> Arguments(AopsLayout layout, Role role) =>
        ["aops-launch", role.ShortName(), "--root", layout.Root];

    /// <summary>Arguments of the launcher that becomes the guard of the pair, its own name first.</summary>
    /// <param name="layout">The root.</param>
    public static IReadOnlyList<string> GuardArguments(AopsLayout layout) =>
        ["aops-launch", "guard", "--root", layout.Root];

    /// <summary>
    /// The launcher that is there: <c>opt/aops/bin</c>'s, or, if somebody deleted that one, the newest slot's.
    /// </summary>
    /// <param name="layout">The root.</param>
    /// <returns>Absolute path.</returns>
    public static string Program(AopsLayout layout)
    {
        if (Slots.SlotStore.IsExecutable(layout.LauncherProgram)) return layout.LauncherProgram;
        var slots = new Slots.SlotStore(layout);
        // A slot that lacks another program has a launcher all the same.
        return slots.ListWhole().Concat(slots.ListNames())
            .Select(version => Path.Combine(layout.Slot(version), "bin", "aops-launch"))
            .FirstOrDefault(Slots.SlotStore.IsExecutable) ?? layout.LauncherProgram;
    }

    /// <summary>
    /// Replaces this process by the launcher, and so by the slot that the journal chooses. The pid stays, and with it
    /// the watch of the other half and every child.
    /// </summary>
    /// <param name="layout">The root.</param>
    /// <param name="role">The half that this process is.</param>
    /// <exception cref="Aops.Native.PosixException">It cannot be executed; this process goes on, but with default signals.</exception>
    public static void ReplaceSelf(AopsLayout layout, Role role) =>
        ProcessImage.Replace(Program(layout), Arguments(layout, role), StartEnvironment.ForNextImage());
}
