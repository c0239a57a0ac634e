using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

/// <summary>A trigger with what the machine must know of the world; it looks at nothing by itself.</summary>
/// <param name="At">Now, UTC; only written down, never compared.</param>
public sealed record UpgradeEvent(UpgradeTrigger Trigger, DateTimeOffset At)
{
    /// <summary>The version, for <see cref="UpgradeTrigger.Install"/> and <see cref="UpgradeTrigger.Order"/>.</summary>
    public string? Version { get; init; }

    /// <summary>The generation, for the same triggers and <see cref="UpgradeTrigger.OrderRollback"/>.</summary>
    public long Generation { get; init; }

    /// <summary>The reason, for triggers that report a failure.</summary>
    public string? Reason { get; init; }

    /// <summary>What the signed metadata says of the version; null if it is not available.</summary>
    public ReleaseFacts? Release { get; init; }

    /// <summary>
    /// Whether <see cref="UpgradeTrigger.OrderRollback"/> comes from an operator at the host, who needs no
    /// permission to return to the retained slot.
    /// </summary>
    public bool IsAtHost { get; init; }

    /// <summary>Whether <see cref="UpgradeTrigger.OrderRollback"/> asks not to wait for the trial's period.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>
    /// The starting process, for <see cref="UpgradeTrigger.SpmStarted"/> and
    /// <see cref="UpgradeTrigger.SpaStarted"/>.
    /// </summary>
    public StartMark? Start { get; init; }

    /// <summary>
    /// Returns whether the slot of a version is complete. No switch leads to an incomplete slot, or away from the
    /// last rollback target.
    /// </summary>
    public Func<string, bool> IsWhole { get; init; } = _ => true;
}
