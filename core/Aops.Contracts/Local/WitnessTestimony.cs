namespace Aops.Contracts.Local;

/// <summary>
/// The output of <c>aops-spm --witness</c>, one line of JSON: whether the server accepts this host when it is asked
/// by that version's program. The request changes nothing.
/// </summary>
public sealed record WitnessTestimony
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>
    /// One of <see cref="WitnessWords"/>; any other word is no evidence for or against the version on trial.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>A clause that explains the outcome; null if none is needed.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The version whose heartbeat the server accepted last; null if the server does not report it.
    /// </summary>
    public string? HeardVersion { get; init; }

    /// <summary>Age of that heartbeat by the server's clock, in seconds.</summary>
    public double? HeardSecondsAgo { get; init; }
}

/// <summary>Outcomes of a <see cref="WitnessTestimony"/>.</summary>
public static class WitnessWords
{
    /// <summary>The server accepts this host.</summary>
    public const string Accepted = "accepted";

    /// <summary>The server replied, and does not accept this host.</summary>
    public const string Refused = "refused";

    /// <summary>No reply says whether the server accepts this host.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The host has no server or no identity.</summary>
    public const string Absent = "absent";
}
