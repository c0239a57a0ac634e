using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Processes;

namespace Aops.Upgrade.Launching;

/// <summary>Command lines of the launcher: to start spm or spa, or to replace this process by it.</summary>
public static class LauncherCommand
{
    /// <summary>Arguments of the launcher, beginning with its own name.</summary>
    public static IReadOnlyList<string> Arguments(AopsLayout layout, Role role) =>
        ["aops-launch", role.ShortName(), "--root", layout.Root];

    /// <summary>Arguments of the launcher that becomes the guard of the pair, its own name first.</summary>
    public static IReadOnlyList<string> GuardArguments(AopsLayout layout) =>
        ["aops-launch", "guard", "--root", layout.Root];

    /// <summary>The launcher: that of <c>opt/aops/bin</c> or, if it was deleted, that of the newest slot.</summary>
    /// <returns>Absolute path.</returns>
    public static string Program(AopsLayout layout)
    {
        if (Slots.SlotStore.IsExecutable(layout.LauncherProgram)) return layout.LauncherProgram;
        var slots = new Slots.SlotStore(layout);
        // A slot that is incomplete can still contain a launcher.
        return slots.ListWhole().Concat(slots.ListNames())
            .Select(version => Path.Combine(layout.Slot(version), "bin", "aops-launch"))
            .FirstOrDefault(Slots.SlotStore.IsExecutable) ?? layout.LauncherProgram;
    }

    /// <summary>
    /// Replaces this process by the launcher, and so by the program of the slot that the journal selects. The pid
    /// stays, so the peer's watch and all children stay valid.
    /// </summary>
    /// <param name="role">The role of this process.</param>
    /// <exception cref="Aops.Native.PosixException">
    /// It cannot be executed; this process continues, with default signal handling.
    /// </exception>
    public static void ReplaceSelf(AopsLayout layout, Role role) =>
        ProcessImage.Replace(Program(layout), Arguments(layout, role), StartEnvironment.ForNextImage());
}
