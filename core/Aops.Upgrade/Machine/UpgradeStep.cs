using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Machine;

/// <summary>What the machine decided.</summary>
/// <param name="Journal">The new journal; the same object when nothing changes.</param>
/// <param name="Actions">What to do once it is on the disk.</param>
/// <param name="Refusal">Why the trigger was refused and what happens next; null when it was not.</param>
/// <param name="NeedsPermission">A signed permission to go back is what it was refused for: none came with it.</param>
public readonly record struct UpgradeStep(
    UpgradeJournal Journal, UpgradeActions Actions, string? Refusal = null, bool NeedsPermission = false);
