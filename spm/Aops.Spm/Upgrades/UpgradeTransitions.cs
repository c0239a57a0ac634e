using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;

namespace Aops.Spm.Upgrades;

/// <summary>Advances the journal: one trigger, one durable step.</summary>
internal sealed class UpgradeTransitions(JournalStore store, UpgradeFeed board, TimeProvider clock)
{
    /// <summary>The slots and the journal of this root.</summary>
    public JournalStore Store => store;

    /// <summary>Applies a trigger to the upgrade machine and writes the result.</summary>
    /// <param name="version">The version that is ordered.</param>
    /// <param name="generation">The generation of the order.</param>
    /// <param name="reason">The reason of a failure.</param>
    /// <param name="release">The signed metadata of the version; null if not available.</param>
    /// <param name="isAtHost">Whether an operator at the host gave the order.</param>
    /// <param name="isUrgent">Whether that order asks not to wait for the trial's period.</param>
    /// <returns>What the machine decided; the caller performs its actions.</returns>
    /// <exception cref="IOException">The journal cannot be written; nothing has changed.</exception>
    /// <exception cref="TimeoutException">Another process holds the journal.</exception>
    public UpgradeStep Apply(
        UpgradeTrigger trigger, string? version = null, long generation = 0, string? reason = null,
        ReleaseFacts? release = null, bool isAtHost = false, bool isUrgent = false)
    {
        var step = default(UpgradeStep);
        store.Mutate(journal =>
        {
            step = UpgradeMachine.Next(journal, new UpgradeEvent(trigger, clock.GetUtcNow())
            {
                Version = version,
                Generation = generation,
                Reason = reason,
                Release = release,
                IsAtHost = isAtHost,
                IsUrgent = isUrgent,
                IsWhole = store.Slots.IsWhole,
            });
            return step.Journal;
        });
        board.Set(step.Journal.ToReport());
        return step;
    }
}
