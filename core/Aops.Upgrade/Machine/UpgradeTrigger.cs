namespace Aops.Upgrade.Machine;

/// <summary>What moves an upgrade on, and who says it.</summary>
public enum UpgradeTrigger
{
    /// <summary>The installer has put a slot while nothing runs.</summary>
    Install,

    /// <summary>The server or an operator wants a version (said by spm).</summary>
    Order,

    /// <summary>The slot is whole (spm).</summary>
    StageDone,

    /// <summary>The package could not be had: network, disk, signature. Not the version's fault (spm).</summary>
    StageFailed,

    /// <summary>A program of the new slot failed its self-test (spm).</summary>
    SelfTestFailed,

    /// <summary>Everything is ready; go (spm).</summary>
    Switch,

    /// <summary>The launcher is about to execute spm.</summary>
    SpmStarted,

    /// <summary>The launcher is about to execute spa.</summary>
    SpaStarted,

    /// <summary>The new spm was healthy for the trial period (spa).</summary>
    SpmHealthy,

    /// <summary>The new spa was healthy for the trial period (spm).</summary>
    SpaHealthy,

    /// <summary>spm died; its starts are counted by the launcher, so this alone changes nothing (spa).</summary>
    SpmDied,

    /// <summary>spa died; its starts are counted by the launcher, so this alone changes nothing (spm).</summary>
    SpaDied,

    /// <summary>The judge found spm guilty: it hangs, or dies too often (spa).</summary>
    SpmTrialFailed,

    /// <summary>The judge found spa guilty (spm).</summary>
    SpaTrialFailed,

    /// <summary>The version on trial did not become healthy in time (the judge).</summary>
    DeadlinePassed,

    /// <summary>The new program could not be executed at all (launcher).</summary>
    ExecFailed,

    /// <summary>An operator wants the previous version back, or an upgrade under way ended (spm).</summary>
    OrderRollback,
}
