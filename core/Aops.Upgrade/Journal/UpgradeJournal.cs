using System.Text.Json.Serialization;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Upgrade.Downgrades;

namespace Aops.Upgrade.Journal;

/// <summary>
/// Content of <see cref="AopsLayout.Journal"/>: the only record of which slot spm and spa run from. Only
/// <see cref="Machine.UpgradeMachine"/> derives a new journal from an old one; only <see cref="JournalStore"/>
/// writes it.
/// </summary>
public sealed record UpgradeJournal
{
    /// <summary>Longest <see cref="Reason"/>, in characters; keeps the file within its blocks.</summary>
    public const int ReasonCharsMax = 300;

    /// <summary>Schema version of this file; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Phase of the newest attempt.</summary>
    public JournalPhase Phase { get; set; }

    /// <summary>When the phase began, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The committed version; null on a host that has none yet.</summary>
    public string? Current { get; init; }

    /// <summary>Generation under which <see cref="Current"/> was installed; 0 for none.</summary>
    [JsonPropertyName("currentOrder")]
    public long CurrentGeneration { get; init; }

    /// <summary>
    /// The version before <see cref="Current"/>, to which an ordered rollback returns; null for none.
    /// </summary>
    public string? Previous { get; init; }

    /// <summary>The version that ran before the newest attempt; null if there was no attempt.</summary>
    public string? From { get; init; }

    /// <summary>The version of the newest attempt.</summary>
    public string? To { get; init; }

    /// <summary>Generation of the newest attempt.</summary>
    [JsonPropertyName("order")]
    public long Generation { get; init; }

    /// <summary>Whether the newest attempt is a rollback that an operator ordered.</summary>
    public bool IsRollback { get; init; }

    /// <summary>
    /// Whether the operator asked to commit that rollback as soon as it is healthy: the judges wait
    /// <see cref="Limits.UrgentTrialSeconds"/>, and do not ask the server. A version that does not know this waits as always.
    /// </summary>
    public bool IsUrgent { get; init; }

    /// <summary>Whether the newest attempt ended because its order was withdrawn before the switch.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Starts of the new spm in this phase of the trial.</summary>
    public int StartsSpm { get; init; }

    /// <summary>Starts of the new spa in this phase of the trial.</summary>
    public int StartsSpa { get; init; }

    /// <summary>The start of spm that was counted last in this phase; null for none.</summary>
    public StartMark? LastStartSpm { get; init; }

    /// <summary>The start of spa that was counted last in this phase; null for none.</summary>
    public StartMark? LastStartSpa { get; init; }

    /// <summary>When the switch was made, UTC. For information only: the judges use a monotonic clock.</summary>
    public DateTimeOffset? TrialBegunAt { get; init; }

    /// <summary>Why the newest attempt ended as it did and what happens next; null without a fault.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The newest version that was ever committed on this host; neither a rollback nor a permitted downgrade lowers
    /// it. Null in a journal of a version before it existed.
    /// </summary>
    public string? Floor { get; init; }

    /// <summary>
    /// Release number of <see cref="Floor"/>; null if unknown, as in a journal of an older suite.
    /// </summary>
    public long? FloorNumber { get; init; }

    /// <summary>Release number of <see cref="Current"/>; null if unknown.</summary>
    public long? CurrentNumber { get; init; }

    /// <summary>Release number of <see cref="Previous"/>; null if unknown.</summary>
    public long? PreviousNumber { get; init; }

    /// <summary>Release number of <see cref="To"/>; null if unknown.</summary>
    public long? ToNumber { get; init; }

    /// <summary>Lowest release that may be installed without a downgrade permission; null for none.</summary>
    /// <param name="facts">Release numbers that the journal lacks; null without metadata.</param>
    public ReleaseMark? LeastRelease(ReleaseFacts? facts) => DowngradeRule.Newer(
        ReleaseMark.Of(Floor, FloorNumber ?? facts?.FloorNumber),
        ReleaseMark.Of(Current, CurrentNumber ?? facts?.CurrentNumber));

    /// <summary>
    /// Versions that failed on this host, the newest last, at most <see cref="Limits.FailedVersionsMax"/>.
    /// </summary>
    public IReadOnlyList<FailedVersion> Failed { get; set; } = [];

    /// <summary>Whether a version is on trial.</summary>
    [JsonIgnore]
    public bool IsTrial => Phase is JournalPhase.SpmTrial or JournalPhase.SpaTrial;

    /// <summary>The version that the journal selects for spm or spa; null on a host that has none yet.</summary>
    public string? VersionFor(Role role) => Phase switch
    {
        JournalPhase.SpmTrial when role == Role.Spm => To,
        JournalPhase.SpaTrial => To,
        _ => Current,
    };

    /// <summary>Whether spm or spa runs the version on trial, so that its starts are counted.</summary>
    public bool IsOnTrial(Role role) =>
        Phase == JournalPhase.SpaTrial || (Phase == JournalPhase.SpmTrial && role == Role.Spm);

    /// <summary>The start of spm or spa that was counted last; null for none.</summary>
    public StartMark? LastStart(Role role) => role == Role.Spm ? LastStartSpm : LastStartSpa;

    /// <summary>
    /// The failure of a version under this generation; null if it may be tried. Any other generation may be tried,
    /// even a lower one: a server that was restored from a backup counts from a lower number again.
    /// </summary>
    public FailedVersion? FailureOf(string version, long order) =>
        Failed.LastOrDefault(f => f.Version == version && f.Generation == order);

    /// <summary>The report for the server and <c>status</c>; null if no upgrade was ever tried.</summary>
    public UpgradeReport? ToReport()
    {
        if (To is null) return null;
        UpgradePhase? phase = Phase switch
        {
            JournalPhase.Staging => UpgradePhase.Downloading,
            JournalPhase.Staged => UpgradePhase.Installing,
            JournalPhase.SpmTrial or JournalPhase.SpaTrial => UpgradePhase.Trial,
            JournalPhase.Committed => UpgradePhase.Success,
            JournalPhase.RolledBack => UpgradePhase.RolledBack,
            _ when IsWithdrawn => UpgradePhase.Withdrawn,
            _ => Reason is null ? null : UpgradePhase.Failed,
        };
        return phase is null
            ? null
            : new UpgradeReport
            {
                From = From ?? "", To = To, Phase = phase.Value, At = At,
                // By it the version that was left is told from one that is still to come.
                Reason = Reason ?? (IsRollback && phase == UpgradePhase.Success ? UpgradeReport.RollbackOrdered : null),
                IsRetried = phase == UpgradePhase.Failed && FailureOf(To, Generation) is null,
            };
    }

    /// <summary>This journal without the starts that were counted on trial.</summary>
    internal UpgradeJournal WithoutStarts() =>
        this with { StartsSpm = 0, StartsSpa = 0, LastStartSpm = null, LastStartSpa = null };
}
