namespace Aops.Tidy.Tests;

/// <summary>
/// The ids of log messages, and the libraries' files that log above Debug. Both are explained in ARCHITECTURE.md,
/// "Logs".
/// </summary>
internal static class LogTable
{
    /// <summary>The first id of each project; its ids lie below the next project's first one.</summary>
    public static IReadOnlyDictionary<string, int> FirstIds { get; } = new Dictionary<string, int>
    {
        ["core/Aops.Pair"] = 100,
        ["core/Aops.Hosting"] = 1000,
        ["core/Aops.Ipc"] = 1100,
        ["core/Aops.Releases"] = 1200,
        ["core/Aops.Supervision"] = 1300,
        ["spm/Aops.Spm"] = 2000,
        ["spa/Aops.Spa"] = 2500,
        ["server/Aops.Server"] = 3000,
    };

    /// <summary>Each works in a loop of its own, where no caller is left that could be told instead.</summary>
    public static IReadOnlyList<string> Louder { get; } =
    [
        "core/Aops.Hosting/Loops/LoopSupervisor.cs",
        "core/Aops.Hosting/Settings/SettingsWatcher.cs",
        "core/Aops.Ipc/LocalListener.cs",
        "core/Aops.Pair/PeerLog.cs",
        "core/Aops.Pair/TrialCoordinator.cs",
        "core/Aops.Pair/UnitStarter.cs",
        "core/Aops.Supervision/Adoption/OrphanReaper.cs",
        "core/Aops.Supervision/Adoption/StateWriter.cs",
        "core/Aops.Supervision/Children/SpawnStarter.cs",
        "core/Aops.Supervision/Output/LogKeeper.cs",
        "core/Aops.Supervision/RemainsReader.cs",
        "core/Aops.Supervision/Units/UnitChild.cs",
        "core/Aops.Supervision/Units/UnitChildStarter.cs",
    ];
}
