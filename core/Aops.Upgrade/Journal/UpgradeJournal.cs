using System.Text.Json.Serialization;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Upgrade.Machine;

namespace Aops.Upgrade.Journal;

/// <summary>
/// Content of <see cref="AopsLayout.Journal"/>: the single truth of which slot each half runs. Only
/// <see cref="Machine.UpgradeMachine"/> makes a new one of an old one; only <see cref="JournalStore"/> writes it.
/// </summary>
public sealed record UpgradeJournal
{
    /// <summary>Longest <see cref="Reason"/>, in characters: the file must not outgrow its blocks.</summary>
    public const int ReasonCharsMax = 300;

    /// <summary>Version of this file; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Phase.</summary>
    public JournalPhase Phase { get; set; }

    /// <summary>Since when the phase holds, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The committed version; null on a host that has none yet.</summary>
    public string? Current { get; init; }

    /// <summary>The order under which <see cref="Current"/> was installed; 0 for none.</summary>
    [JsonPropertyName("currentOrder")]
    public long CurrentGeneration { get; init; }

    /// <summary>The version before <see cref="Current"/>: where a rollback by order leads; null for none.</summary>
    public string? Previous { get; init; }

    /// <summary>The version that the newest attempt left, or null if there was none.</summary>
    public string? From { get; init; }

    /// <summary>The version of the newest attempt.</summary>
    public string? To { get; init; }

    /// <summary>The order of the newest attempt.</summary>
    [JsonPropertyName("order")]
    public long Generation { get; init; }

    /// <summary>Whether the newest attempt is a rollback that an operator ordered.</summary>
    public bool IsRollback { get; init; }

    /// <summary>Starts of the new spm in this phase of the trial.</summary>
    public int StartsSpm { get; init; }

    /// <summary>Starts of the new spa in this phase of the trial.</summary>
    public int StartsSpa { get; init; }

    /// <summary>The start of spm that was counted last in this phase; null for none.</summary>
    public StartMark? LastStartSpm { get; init; }

    /// <summary>The start of spa that was counted last in this phase; null for none.</summary>
    public StartMark? LastStartSpa { get; init; }

    /// <summary>When the switch was made, UTC; for people, the judges count by a clock that cannot jump.</summary>
    public DateTimeOffset? TrialBegunAt { get; init; }

    /// <summary>Why the newest attempt ended as it did and what happens next; null while all is well.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The newest version that was ever committed here, which neither a rollback nor a permitted step back lowers; null
    /// in a journal that was made before there was a floor.
    /// </summary>
    public string? Floor { get; init; }

    /// <summary>Release number of <see cref="Floor"/>; null where it is not known, as in a journal of an older suite.</summary>
    public long? FloorNumber { get; init; }

    /// <summary>Release number of <see cref="Current"/>; null where it is not known.</summary>
    public long? CurrentNumber { get; init; }

    /// <summary>Release number of <see cref="Previous"/>; null where it is not known.</summary>
    public long? PreviousNumber { get; init; }

    /// <summary>Release number of <see cref="To"/>; null where it is not known.</summary>
    public long? ToNumber { get; init; }

    /// <summary>Least version that may be installed without a permission to go back; null for none.</summary>
    /// <param name="facts">Numbers that the journal does not know; null where no metadata is at hand.</param>
    public ReleaseMark? LeastRelease(ReleaseFacts? facts) => DowngradeRule.Newer(
        ReleaseMark.Of(Floor, FloorNumber ?? facts?.FloorNumber),
        ReleaseMark.Of(Current, CurrentNumber ?? facts?.CurrentNumber));

    /// <summary>Versions that failed here, the newest last, at most <see cref="Limits.FailedVersionsMax"/>.</summary>
    public IReadOnlyList<FailedVersion> Failed { get; set; } = [];

    /// <summary>Whether a version is on trial.</summary>
    [JsonIgnore]
    public bool IsTrial => Phase is JournalPhase.SpmTrial or JournalPhase.SpaTrial;

    /// <summary>The version that a half runs by this journal; null on a host that has none yet.</summary>
    /// <param name="role">The half.</param>
    public string? VersionFor(Role role) => Phase switch
    {
        JournalPhase.SpmTrial when role == Role.Spm => To,
        JournalPhase.SpaTrial => To,
        _ => Current,
    };

    /// <summary>Whether the starts of a half are counted: it runs the version on trial.</summary>
    /// <param name="role">The half.</param>
    public bool IsOnTrial(Role role) =>
        Phase == JournalPhase.SpaTrial || (Phase == JournalPhase.SpmTrial && role == Role.Spm);

    /// <summary>The start of a half that was counted last; null for none.</summary>
    /// <param name="role">The half.</param>
    public StartMark? LastStart(Role role) => role == Role.Spm ? LastStartSpm : LastStartSpa;

    /// <summary>
    /// The failure of a version under this order; null if it may be tried. Any other order is a new one, also one with a
    /// lower number: a server that was restored from a backup, or that had lost its senses, counts from there again.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="order">The order.</param>
    public FailedVersion? FailureOf(string version, long order) =>
        Failed.LastOrDefault(f => f.Version == version && f.Generation == order);

    /// <summary>What the server and <c>status</c> are told; null if no upgrade was ever tried.</summary>
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
            _ => Reason is null ? null : UpgradePhase.Failed,
        };
        return phase is null
            ? null
            : new UpgradeReport { From = From ?? "", To = To, Phase = phase.Value, Reason = Reason, At = At };
    }
}
