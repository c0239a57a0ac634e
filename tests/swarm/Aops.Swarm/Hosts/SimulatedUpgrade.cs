using Aops.Contracts.Wire;

namespace Aops.Swarm.Hosts;

/// <summary>
/// An upgrade of the suite that a simulated host goes through: one phase for each heartbeat, and a download that takes its
/// time. As an agent does, it switches only after an answer of the server that came when the download was done.
/// </summary>
/// <param name="report">Where it begins.</param>
/// <param name="fails">Whether the trial fails.</param>
/// <param name="downloadTime">How long it is in download.</param>
internal sealed class SimulatedUpgrade(UpgradeReport report, bool fails, TimeSpan downloadTime)
{
    /// <summary>Where it is.</summary>
    public UpgradeReport Report { get; private set; } = report;

    /// <summary>Whether no phase follows.</summary>
    public bool HasEnded => Report.Phase is UpgradePhase.Success or UpgradePhase.RolledBack or UpgradePhase.Withdrawn;

    /// <summary>Whether the new version is in place, or was.</summary>
    public bool HasSwitched => SwitchedAt is not null;

    /// <summary>When it switched to the new version; null for not yet.</summary>
    public DateTimeOffset? SwitchedAt { get; private set; }

    /// <summary>How long until there is something to tell.</summary>
    public TimeSpan LeftAt(DateTimeOffset now) =>
        Report.Phase == UpgradePhase.Downloading && Report.At + downloadTime > now ? Report.At + downloadTime - now : TimeSpan.Zero;

    /// <summary>The version that runs: the new one from its trial on, until it is rolled back.</summary>
    public string Running => Report.Phase is UpgradePhase.Trial or UpgradePhase.Success ? Report.To : Report.From;

    /// <summary>Begins one.</summary>
    public static SimulatedUpgrade Begin(string from, string to, bool fails, TimeSpan downloadTime, DateTimeOffset now) => new(
        new UpgradeReport { From = from, To = to, Phase = UpgradePhase.Downloading, Percent = 0, At = now }, fails, downloadTime);

    /// <summary>Ends it, as its order was taken back.</summary>
    public void Withdraw(DateTimeOffset now) => Report = Next(UpgradePhase.Withdrawn, now);

    /// <summary>Goes on to the next phase.</summary>
    public void Step(DateTimeOffset now)
    {
        Report = Following(now);
        if (Report.Phase == UpgradePhase.Installing) SwitchedAt = now;
    }

    private UpgradeReport Following(DateTimeOffset now) => Report.Phase switch
    {
        UpgradePhase.Downloading when LeftAt(now) > TimeSpan.Zero => Report,
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
