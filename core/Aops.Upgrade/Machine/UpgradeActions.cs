namespace Aops.Upgrade.Machine;

/// <summary>Actions after the new journal is on the disk. Every action is idempotent.</summary>
[Flags]
public enum UpgradeActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>spm: fetch, verify and unpack <c>To</c>, then report StageDone or StageFailed.</summary>
    Stage = 1,

    /// <summary>spm: run the self-tests of <c>To</c>, then report Switch or SelfTestFailed.</summary>
    SelfTest = 2,

    /// <summary>spm: delete staged versions that the journal does not name.</summary>
    DiscardStaging = 4,

    /// <summary>The holder of the journal's lock: point <c>current</c> at the committed version.</summary>
    RepairCurrentLink = 8,

    /// <summary>spm: replace itself through the launcher.</summary>
    ReplaceSpm = 16,

    /// <summary>spa: replace itself through the launcher.</summary>
    ReplaceSpa = 32,

    /// <summary>spa: kill spm; its restart runs the selected slot.</summary>
    KillSpm = 64,

    /// <summary>spm: kill spa; its restart runs the selected slot.</summary>
    KillSpa = 128,

    /// <summary>spm: <see cref="PostCommitCleanup"/>.</summary>
    Tidy = 256,
}
