namespace Aops.Upgrade.Machine;

/// <summary>What is to be done after the new journal is on the disk. Every action may be repeated without harm.</summary>
[Flags]
public enum UpgradeActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>spm: fetch, verify and unpack <c>To</c>, then say StageDone, StageFailed.</summary>
    Stage = 1,

    /// <summary>spm: run the self-tests of <c>To</c>, then say Switch or SelfTestFailed.</summary>
    SelfTest = 2,

    /// <summary>spm: delete what was staged and is in no journal.</summary>
    DiscardStaging = 4,

    /// <summary>Whoever holds it: point <c>current</c> at the committed version.</summary>
    RepairCurrentLink = 8,

    /// <summary>spm: replace itself through the launcher.</summary>
    ReplaceSpm = 16,

    /// <summary>spa: replace itself through the launcher.</summary>
    ReplaceSpa = 32,

    /// <summary>spa: kill spm; its revival takes the chosen slot.</summary>
    KillSpm = 64,

    /// <summary>spm: kill spa; its revival takes the chosen slot.</summary>
    KillSpa = 128,

    /// <summary>spm: <see cref="PostCommitCleanup"/>.</summary>
    Tidy = 256,
}
