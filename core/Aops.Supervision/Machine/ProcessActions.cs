namespace Aops.Supervision.Machine;

/// <summary>
/// The actions of a step, to be performed in the order of the members. The caller also restarts the timer of
/// <see cref="ProcessModel.Deadline"/> and reports the new model.
/// </summary>
[Flags]
internal enum ProcessActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>End the readiness and liveness probes.</summary>
    EndProbes = 1,

    /// <summary>Send the stop signal.</summary>
    Signal = 2,

    /// <summary>Kill the whole process group.</summary>
    KillGroup = 4,

    /// <summary>Start it.</summary>
    Spawn = 8,

    /// <summary>Begin the readiness probe.</summary>
    BeginReadiness = 16,

    /// <summary>Begin the liveness probe, if the specification has one.</summary>
    BeginLiveness = 32,
}
