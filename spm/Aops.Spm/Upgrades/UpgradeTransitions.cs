using Aops.Upgrade.Journal;
using Aops.Upgrade.Machine;

namespace Aops.Spm.Upgrades;

/// <summary>Moves the journal on: one trigger, one durable step.</summary>
internal sealed class UpgradeTransitions(JournalStore store, UpgradeFeed board, TimeProvider clock)
{
    /// <summary>The slots and the journal of this root.</summary>
    public JournalStore Store => store;

    /// <summary>Says a trigger to the machine and writes what comes of it.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="version">The version that is ordered.</param>
    /// <param name="order">The order.</param>
    /// <param name="reason">Why, for a failure.</param>
    /// <param name="release">What the signed metadata says of the version; null where it is not at hand.</param>
    /// <param name="isAtHost">Whether a person at the host orders it.</param>
    /// <returns>What the machine decided; the caller performs its actions.</returns>
    /// <exception cref="IOException">The journal cannot be written; nothing has changed.</exception>
    /// <exception cref="TimeoutException">Another process holds the journal.</exception>
    public UpgradeStep Apply(
        UpgradeTrigger trigger, string? version = null, long order = 0, string? reason = null,
        ReleaseFacts? release = null, bool isAtHost = false)
    {
        var step = default(UpgradeStep);
        store.Mutate(journal =>
        {
            step = UpgradeMachine.Next(journal, new UpgradeEvent(trigger, clock.GetUtcNow())
            {
                Version = version,
                Generation = order,
                Reason = reason,
                Release = release,
                IsAtHost = isAtHost,
                IsWhole = store.Slots.IsWhole,
            });
            return step.Journal;
        });
        board.Set(step.Journal.ToReport());
        return step;
    }
}
