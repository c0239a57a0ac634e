namespace Aops.Supervision.Machine;

/// <summary>What a step asks for, to be done in the order of the members. Whoever performs a step also starts the
/// one timer of <see cref="ProcessModel.Deadline"/> anew, and reports the new model.</summary>
[Flags]
internal enum ProcessActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>End the checks of readiness and liveness.</summary>
    EndProbes = 1,

    /// <summary>Ask the process to stop, by its signal.</summary>
    Signal = 2,

    /// <summary>Kill its whole group.</summary>
    KillGroup = 4,

    /// <summary>Start it.</summary>
    Spawn = 8,

    /// <summary>Begin to check whether it is ready.</summary>
    BeginReadiness = 16,

    /// <summary>Begin to check whether it hangs, if its specification asks for that.</summary>
    BeginLiveness = 32,
}
