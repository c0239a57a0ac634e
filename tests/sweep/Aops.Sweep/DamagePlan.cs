namespace Aops.Sweep;

/// <summary>Every state file, in every phase, in every way.</summary>
public static class DamagePlan
{
    private const string Journal = "rename var/lib/aops/journal.json";

    // A phase starts with the rename of the journal that records it.
    private static readonly (string Phase, CrashPoint Point)[] Phases =
    [
        ("Idle", At("upgrade", CrashSide.Before, 1, "spm")),
        ("Staging", At("upgrade", CrashSide.After, 1, "spm")),
        ("Staged", At("upgrade", CrashSide.After, 2, "spm")),
        ("Trial of spm", At("upgrade", CrashSide.After, 3, "spm")),
        ("Trial of spa", At("upgrade", CrashSide.After, 1, "spa")),
        ("Committed", At("upgrade", CrashSide.After, 4, "spm")),
        ("RolledBack", At("failed-trial", CrashSide.After, 1, "spa")),
    ];

    /// <summary>All of it.</summary>
    /// <param name="root">A root that has gone through an upgrade: it has every file.</param>
    public static IReadOnlyList<Damage> All(string root) =>
    [
        .. from phase in Phases
           from file in FilesOf(root)
           from kind in Enum.GetValues<DamageKind>()
           select new Damage(phase.Phase, phase.Point, file, kind),
    ];

    /// <summary>Whether the suite must name the file in its log when it is damaged.</summary>
    /// <param name="file">The file, below the root.</param>
    /// <remarks>
    /// Copies are read only if the file itself is damaged; locks and the sub-agents' live states are
    /// created again from what runs, so that nothing is lost with them.
    /// </remarks>
    public static bool MustBeNamed(string file) => Path.GetFileName(file) is
        "journal.json" or "identity.json" or "desired.json" or "commands.json" or "install.json";

    private static CrashPoint At(string scenario, CrashSide moment, int nth, string program) =>
        new(scenario, Target.Both, moment, nth, $"{program} {Journal}");

    private static IEnumerable<string> FilesOf(string root) =>
        new[] { "var/lib/aops", "run/aops" }
            .Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(root, path))
            .Where(file => !file.Contains("/releases/", StringComparison.Ordinal)
                && Path.GetExtension(file) is ".json" or ".bak" or ".lock")
            .Order(StringComparer.Ordinal);
}
