namespace Aops.Upgrade.Trial;

/// <summary>What the previous version's program found when it asked the server during a trial.</summary>
/// <param name="Reason">A clause that explains the outcome; null if none is needed.</param>
/// <param name="HasHeard">
/// Whether the server accepted a heartbeat of the version on trial since the trial began.
/// </param>
public sealed record WitnessReport(WitnessOutcome Outcome, string? Reason = null, bool HasHeard = false)
{
    /// <summary>There is no witness: the host has no server, or the previous version does not support it.</summary>
    public static WitnessReport Absent(string reason) => new(WitnessOutcome.Absent, reason);
}

/// <summary>Outcomes of the witness's request.</summary>
public enum WitnessOutcome
{
    /// <summary>The server accepted the request of the previous version.</summary>
    Accepted,

    /// <summary>
    /// The server replied and refused the previous version too: the version on trial is not the cause.
    /// </summary>
    Refused,

    /// <summary>No usable reply came: the server or the network is the cause.</summary>
    Unreachable,

    /// <summary>There is no witness; the trial is judged by local health alone.</summary>
    Absent,
}
