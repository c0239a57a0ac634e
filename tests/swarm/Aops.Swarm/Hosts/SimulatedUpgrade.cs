using Aops.Contracts.Wire;

namespace Aops.Swarm.Hosts;

/// <summary>An upgrade of the suite that a simulated host goes through: one phase for each heartbeat.</summary>
/// <param name="report">Where it begins.</param>
/// <param name="fails">Whether the trial fails.</param>
internal sealed class SimulatedUpgrade(UpgradeReport report, bool fails)
{
    /// <summary>Where it is.</summary>
    public UpgradeReport Report { get; private set; } = report;

    /// <summary>Whether no phase follows.</summary>
    public bool HasEnded => Report.Phase is UpgradePhase.Success or UpgradePhase.RolledBack;

    /// <summary>The version that runs: the new one from its trial on, until it is rolled back.</summary>
    public string Running => Report.Phase is UpgradePhase.Trial or UpgradePhase.Success ? Report.To : Report.From;

    /// <summary>Begins one.</summary>
    public static SimulatedUpgrade Begin(string from, string to, bool fails, DateTimeOffset now) => new(
        new UpgradeReport { From = from, To = to, Phase = UpgradePhase.Downloading, Percent = 0, At = now }, fails);

    /// <summary>Goes on to the next phase.</summary>
    public void Step(DateTimeOffset now) => Report = Report.Phase switch
    {
        UpgradePhase.Downloading => Next(UpgradePhase.Installing, now),
        UpgradePhase.Installing => Next(UpgradePhase.Trial, now),
        UpgradePhase.Trial when fails => Next(UpgradePhase.RolledBack, now) with
        {
            Reason = "the simulated release fails on this host; the old version runs again",
        },
        UpgradePhase.Trial => Next(UpgradePhase.Success, now),
        _ => Report,
    };

    private UpgradeReport Next(UpgradePhase phase, DateTimeOffset now) =>
        Report with { Phase = phase, Percent = null, At = now };
}
