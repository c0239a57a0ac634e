using Aops.Contracts;
using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Runs.Steps;

/// <summary>
/// The phases of a host of a run, as words: those of the wire, of which a later version may have more, and those that the
/// server alone gives. A word that is not known here is one of a host that has not ended.
/// </summary>
internal static class RunPhases
{
    /// <summary>Its turn has not come.</summary>
    public const string Queued = "queued";

    /// <summary>It is, or will be, told with its next answer; it has not said that it has it.</summary>
    public const string Offered = "offered";

    /// <summary>It was offline at its turn, and offline hosts are left out.</summary>
    public const string SkippedOffline = "skipped-offline";

    /// <summary>It cannot run this: its version has no runs, or its policy is known to refuse it.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>It left the fleet, or the run was cancelled, before it had accepted it.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>The budget of failures was spent before its turn.</summary>
    public const string Stopped = "stopped";

    public static readonly string Accepted = KebabName.Of(RunPhase.Accepted);
    public static readonly string Running = KebabName.Of(RunPhase.Running);
    public static readonly string Succeeded = KebabName.Of(RunPhase.Succeeded);
    public static readonly string Cancelled = KebabName.Of(RunPhase.Cancelled);
    public static readonly string Refused = KebabName.Of(RunPhase.Refused);
    public static readonly string Expired = KebabName.Of(RunPhase.Expired);
    public static readonly string Unknown = KebabName.Of(RunPhase.Unknown);

    private static readonly HashSet<string> Charged =
    [
        KebabName.Of(RunPhase.Failed), KebabName.Of(RunPhase.TimedOut), KebabName.Of(RunPhase.Killed), Refused, Unknown,
    ];

    private static readonly HashSet<string> Final =
        [.. Charged, Succeeded, Cancelled, Expired, SkippedOffline, Unsupported, Withdrawn, Stopped];

    /// <summary>Every word, in the order of a run.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Queued, Offered, .. Enum.GetValues<RunPhase>().Select(KebabName.Of), SkippedOffline, Unsupported, Withdrawn,
        Stopped,
    ];

    /// <summary>Those that count as failures.</summary>
    public static IReadOnlyCollection<string> Failures => Charged;

    /// <summary>Whether no other phase follows, unless a host tells later how it really was.</summary>
    public static bool IsFinal(string phase) => Final.Contains(phase);

    /// <summary>Whether it counts as a failure.</summary>
    public static bool IsCharged(string phase) => Charged.Contains(phase);

    /// <summary>Whether the host tried, so that the rate of failures is over it.</summary>
    public static bool IsAttempted(string phase) => phase == Succeeded || IsCharged(phase);

    /// <summary>Whether the host takes one of the places of those that run at once.</summary>
    public static bool IsInFlight(string phase) => phase != Queued && !IsFinal(phase);
}
