namespace Aops.Upgrade.Trial;

/// <summary>What the previous version's own program found when it asked the server during a trial.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">Half a sentence that explains it; null where nothing needs to be explained.</param>
/// <param name="HasHeard">
/// The server says that it accepted a heartbeat of the version on trial since the trial began.
/// </param>
public sealed record WitnessReport(WitnessOutcome Outcome, string? Reason = null, bool HasHeard = false)
{
    /// <summary>There is no witness: the host has no server, or the previous version cannot testify.</summary>
    /// <param name="reason">Why.</param>
    public static WitnessReport Absent(string reason) => new(WitnessOutcome.Absent, reason);
}

/// <summary>Outcomes of the witness's request.</summary>
public enum WitnessOutcome
{
    /// <summary>The server accepted the request of the previous version.</summary>
    Accepted,

    /// <summary>The server answered, and refused it too: the version on trial is not the cause.</summary>
    Refused,

    /// <summary>No usable answer came: the server or the network is the cause.</summary>
    Unreachable,

    /// <summary>Nobody can testify; the trial is judged by local health alone.</summary>
    Absent,
}
