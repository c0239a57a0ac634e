namespace Aops.Sweep;

/// <summary>
/// Faults of the environment while a good version is on trial. None of them counts against the version.
/// </summary>
public enum EnvironmentFaults
{
    /// <summary>The server answers 429 to everything.</summary>
    TooManyRequests,

    /// <summary>The server answers 503 to everything.</summary>
    Unavailable,

    /// <summary>What answers at the server's address does not speak its protocol.</summary>
    Garbage,

    /// <summary>No process listens at the server's address.</summary>
    Refused,

    /// <summary>Connections are accepted, and never answered.</summary>
    Blackhole,

    /// <summary>No process listens, and the server returns at some time during the trial.</summary>
    Returns,

    /// <summary>Every second connection is cut at once, and the others soon.</summary>
    Lossy,

    /// <summary>The disk of the host is full to the last block.</summary>
    FullDisk,
}
