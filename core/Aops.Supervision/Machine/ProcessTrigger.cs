namespace Aops.Supervision.Machine;

/// <summary>What can happen to a supervised process.</summary>
internal enum ProcessTrigger
{
    /// <summary>It should run; an order that also ends a backoff or a failure.</summary>
    StartWanted,

    /// <summary>It should not run.</summary>
    StopWanted,

    /// <summary>It should run, and begin anew.</summary>
    RestartWanted,

    /// <summary>What it is started by has changed.</summary>
    SpecChanged,

    /// <summary>Another version takes its place: what the one before did is not held against it.</summary>
    VersionChanged,

    /// <summary>All that it depends on is ready.</summary>
    DependenciesMet,

    /// <summary>Something that it depends on is not ready.</summary>
    DependenciesLost,

    /// <summary>The program runs (its exec succeeded).</summary>
    Spawned,

    /// <summary>The program could not be started; no process is left.</summary>
    SpawnFailed,

    /// <summary>The readiness check holds.</summary>
    Ready,

    /// <summary>The readiness check did not hold in time, or the start itself never ended.</summary>
    ReadinessTimedOut,

    /// <summary>The liveness check failed too often.</summary>
    LivenessLost,

    /// <summary>It used more memory than it may.</summary>
    MemoryExceeded,

    /// <summary>It ended.</summary>
    Exited,

    /// <summary>Its owner (systemd) took it down by an order or lets it not start: no death.</summary>
    Held,

    /// <summary>The time after which a start is asked for again, after <see cref="Held"/>, is over.</summary>
    HoldElapsed,

    /// <summary>Its owner (systemd) started it anew by an order: another process of the same unit runs.</summary>
    Replaced,

    /// <summary>The wait before the next start is over.</summary>
    BackoffElapsed,

    /// <summary>It did not end in the time it had.</summary>
    StopTimedOut,

    /// <summary>It should run, as its being found running tells; nothing is started for that.</summary>
    RestoredWanted,

    /// <summary>It was found running, from an earlier life of the supervisor.</summary>
    Adopted,

    /// <summary>It ran in an earlier life of the supervisor, and ended meanwhile.</summary>
    ExitedWhileUnsupervised,
}
