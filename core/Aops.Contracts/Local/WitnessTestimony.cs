namespace Aops.Contracts.Local;

/// <summary>
/// What <c>aops-spm --witness</c> prints, as one line of JSON: whether the server accepts this host from that version's
/// program, by one request that changes nothing.
/// </summary>
public sealed record WitnessTestimony
{
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>One of <see cref="WitnessWords"/>; any other word says nothing of the version on trial.</summary>
    public required string Outcome { get; init; }

    /// <summary>Half a sentence that explains it; null where nothing needs to be explained.</summary>
    public string? Reason { get; init; }

    /// <summary>The version whose heartbeat the server accepted last; null if it does not say.</summary>
    public string? HeardVersion { get; init; }

    /// <summary>How long ago that was by the server's clock, in seconds.</summary>
    public double? HeardSecondsAgo { get; init; }
}

/// <summary>Outcomes of a <see cref="WitnessTestimony"/>.</summary>
public static class WitnessWords
{
    /// <summary>The server accepts this host.</summary>
    public const string Accepted = "accepted";

    /// <summary>The server answered, and does not accept this host.</summary>
    public const string Refused = "refused";

    /// <summary>No answer came that says anything of this host.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The host has no server or no identity.</summary>
    public const string Absent = "absent";
}
