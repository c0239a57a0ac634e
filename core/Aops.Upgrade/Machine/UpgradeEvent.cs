using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

/// <summary>A trigger with what the machine must know of the world; it looks at nothing by itself.</summary>
/// <param name="Trigger">The trigger.</param>
/// <param name="At">Now, UTC; only written down, never compared.</param>
public sealed record UpgradeEvent(UpgradeTrigger Trigger, DateTimeOffset At)
{
    /// <summary>The version, for <see cref="UpgradeTrigger.Install"/> and <see cref="UpgradeTrigger.Order"/>.</summary>
    public string? Version { get; init; }

    /// <summary>The order, for the same and <see cref="UpgradeTrigger.OrderRollback"/>.</summary>
    public long Generation { get; init; }

    /// <summary>Why, for the triggers that tell of a failure.</summary>
    public string? Reason { get; init; }

    /// <summary>What the signed metadata says of the version; null where it is not at hand.</summary>
    public ReleaseFacts? Release { get; init; }

    /// <summary>
    /// Whether <see cref="UpgradeTrigger.OrderRollback"/> comes from a person at the host, who needs no permission to
    /// return to the slot that was kept.
    /// </summary>
    public bool IsAtHost { get; init; }

    /// <summary>Who is started, for <see cref="UpgradeTrigger.SpmStarted"/> and its like.</summary>
    public StartMark? Start { get; init; }

    /// <summary>
    /// Tells whether the slot of a version is whole: no switch leads to one that is not, or away from the last one
    /// that could be returned to.
    /// </summary>
    public Func<string, bool> IsWhole { get; init; } = _ => true;
}
