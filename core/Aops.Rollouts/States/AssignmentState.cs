namespace Aops.Rollouts.States;

/// <summary>How far one host is in one rollout.</summary>
public enum AssignmentState
{
    /// <summary>Not part of it, with a reason (<see cref="Exclusion"/>).</summary>
    Excluded,

    /// <summary>Cannot be reached or may not be touched now; it blocks no stage and follows later.</summary>
    WaitingOffline,

    /// <summary>May be ordered as soon as its stage has room.</summary>
    Eligible,

    /// <summary>Is told the new revision, and has not told of it yet.</summary>
    Ordered,

    /// <summary>Downloads.</summary>
    Downloading,

    /// <summary>Has verified and unpacked everything, and has not switched.</summary>
    Staged,

    /// <summary>Has switched, and is on trial; it is never disturbed.</summary>
    Trial,

    /// <summary>Has what it should; it is proven after the soak.</summary>
    Succeeded,

    /// <summary>Succeeded, and turned sick within the soak. Charged.</summary>
    Regressed,

    /// <summary>Went back by itself after its switch. Charged.</summary>
    RolledBack,

    /// <summary>Gave up before its switch, by a fault of what was ordered. Charged.</summary>
    Failed,

    /// <summary>Not heard of before its own deadline. Charged, until a later word of it says otherwise.</summary>
    Lost,

    /// <summary>Cannot go on, by a fault of the server, the network or its disk; it tries again by itself. Not charged.</summary>
    Blameless,

    /// <summary>The order was taken back before the switch.</summary>
    Withdrawn,

    /// <summary>A later rollout of the same layer has the host now.</summary>
    Superseded,
}
