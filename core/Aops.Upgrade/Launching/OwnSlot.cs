using Aops.Contracts;
using Aops.Layout;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade.Launching;

/// <summary>The slot from which this process runs, and whether it should run from another one.</summary>
public sealed class OwnSlot
{
    /// <summary>
    /// Environment variable by which the launcher names a version that it passed over because it could not be executed.
    /// </summary>
    public const string SkippedVersionVariable = "AOPS_PASSED_OVER";

    private readonly Role _role;
    private readonly SlotStore _slots;
    private readonly string? _skippedVersion;

    /// <summary>Determines the slot of this process.</summary>
    /// <param name="role">The role of this process.</param>
    /// <param name="slots">The slots of its root.</param>
    public OwnSlot(Role role, SlotStore slots)
        : this(role, slots, Environment.ProcessPath,
            Environment.GetEnvironmentVariable(SkippedVersionVariable))
    {
    }

    /// <summary>Takes what a look at a process would find.</summary>
    /// <param name="role">The member that the process is.</param>
    /// <param name="slots">The slots of its root.</param>
    /// <param name="program">Path of its program; null where that is not known.</param>
    /// <param name="skippedVersion">The version that the launcher passed over for it; null for none.</param>
    public OwnSlot(Role role, SlotStore slots, string? program, string? skippedVersion)
    {
        _role = role;
        _slots = slots;
        SlotVersion = slots.VersionOf(program);
        _skippedVersion = skippedVersion;
    }

    /// <summary>The version of the slot; null if the program is in no slot (a developer's build).</summary>
    public string? SlotVersion { get; }

    /// <summary>The version to report.</summary>
    public string Version => SlotVersion ?? Product.Version;

    /// <summary>
    /// Whether this process should replace itself through the launcher: the journal selects another version, its
    /// slot is complete, and the launcher did not just skip it.
    /// </summary>
    /// <param name="journal">The journal in force.</param>
    public bool IsSuperseded(UpgradeJournal journal) =>
        SlotVersion is not null
        && journal.VersionFor(_role) is { } chosen
        && chosen != SlotVersion
        && chosen != _skippedVersion
        && _slots.IsWhole(chosen);
}
