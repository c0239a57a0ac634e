namespace Aops.Upgrade.Machine;

/// <summary>Events of an upgrade; in parentheses the program that reports them.</summary>
public enum UpgradeTrigger
{
    /// <summary>The installer has created a slot while no program runs.</summary>
    Install,

    /// <summary>The server or an operator orders a version (spm).</summary>
    Order,

    /// <summary>The slot is complete (spm).</summary>
    StageDone,

    /// <summary>
    /// The package could not be fetched: network, disk, signature. Not the version's fault (spm).
    /// </summary>
    StageFailed,

    /// <summary>A program of the new slot failed its self-test (spm).</summary>
    SelfTestFailed,

    /// <summary>Everything is ready for the switch (spm).</summary>
    Switch,

    /// <summary>The launcher is about to execute spm.</summary>
    SpmStarted,

    /// <summary>The launcher is about to execute spa.</summary>
    SpaStarted,

    /// <summary>The new spm was healthy for the trial period (spa).</summary>
    SpmHealthy,

    /// <summary>The new spa was healthy for the trial period (spm).</summary>
    SpaHealthy,

    /// <summary>spm ended; changes nothing, since the launcher counts the starts (spa).</summary>
    SpmDied,

    /// <summary>spa ended; changes nothing, since the launcher counts the starts (spm).</summary>
    SpaDied,

    /// <summary>The judge failed spm: it hangs, or ends too often (spa).</summary>
    SpmTrialFailed,

    /// <summary>The judge failed spa (spm).</summary>
    SpaTrialFailed,

    /// <summary>The version on trial did not become healthy in time (the judge).</summary>
    DeadlinePassed,

    /// <summary>The new program could not be executed (launcher).</summary>
    ExecFailed,

    /// <summary>An operator orders the previous version, or the end of an upgrade in progress (spm).</summary>
    OrderRollback,
}
