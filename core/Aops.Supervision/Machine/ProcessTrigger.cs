namespace Aops.Supervision.Machine;

/// <summary>Events of a supervised process.</summary>
internal enum ProcessTrigger
{
    /// <summary>The process is to run; also ends a backoff or a failure.</summary>
    StartWanted,

    /// <summary>The process is not to run.</summary>
    StopWanted,

    /// <summary>The process is to be restarted.</summary>
    RestartWanted,

    /// <summary>Something that determines its start has changed.</summary>
    SpecChanged,

    /// <summary>Another version replaces it; failures of the previous one no longer count.</summary>
    VersionChanged,

    /// <summary>All dependencies are ready.</summary>
    DependenciesMet,

    /// <summary>A dependency is not ready, or it is in a dependency cycle, which the detail then tells.</summary>
    DependenciesLost,

    /// <summary>The program was executed.</summary>
    Spawned,

    /// <summary>The program could not be started; no process exists.</summary>
    SpawnFailed,

    /// <summary>The readiness probe succeeded.</summary>
    Ready,

    /// <summary>The readiness probe did not succeed in time, or the start did not end.</summary>
    ReadinessTimedOut,

    /// <summary>The liveness probe failed too often.</summary>
    LivenessLost,

    /// <summary>It exceeded its memory limit.</summary>
    MemoryExceeded,

    /// <summary>The process ended.</summary>
    Exited,

    /// <summary>systemd stopped it by an order or refuses to start it: not a failure.</summary>
    Held,

    /// <summary>The wait after <see cref="Held"/> is over.</summary>
    HoldElapsed,

    /// <summary>systemd restarted it by an order: another process of the same unit runs.</summary>
    Replaced,

    /// <summary>The backoff is over.</summary>
    BackoffElapsed,

    /// <summary>The process did not end before the stop deadline.</summary>
    StopTimedOut,

    /// <summary>It is to run, as its being found running shows; nothing is started.</summary>
    RestoredWanted,

    /// <summary>It was found running and adopted.</summary>
    Adopted,

    /// <summary>It was running under an earlier spm process, and ended meanwhile.</summary>
    ExitedWhileUnsupervised,
}
