using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

/// <summary>The decision of the machine.</summary>
/// <param name="Journal">The new journal; the same object if nothing changes.</param>
/// <param name="Actions">What to do once it is on the disk.</param>
/// <param name="Refusal">Why the trigger was refused and what happens next; null if it was not.</param>
/// <param name="NeedsPermission">Whether it was refused for the lack of a signed downgrade permission.</param>
public readonly record struct UpgradeStep(
    UpgradeJournal Journal, UpgradeActions Actions, string? Refusal = null, bool NeedsPermission = false);
