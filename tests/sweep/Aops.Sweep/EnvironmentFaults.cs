namespace Aops.Sweep;

/// <summary>What is wrong around a host while a good version is on trial. None of it is the version's fault.</summary>
public enum EnvironmentFaults
{
    /// <summary>The server answers 429 to everything.</summary>
    TooManyRequests,

    /// <summary>The server answers 503 to everything.</summary>
    Unavailable,

    /// <summary>What answers at the server's address does not speak its protocol.</summary>
    Garbage,

    /// <summary>Nobody listens at the server's address.</summary>
    Refused,

    /// <summary>Connections are taken, and nothing ever comes back.</summary>
    Blackhole,

    /// <summary>Nobody listens, and at some moment of the trial the server is back.</summary>
    Returns,

    /// <summary>Every second connection is cut at once, and each other one soon.</summary>
    Lossy,

    /// <summary>The disk of the host is full to the last block.</summary>
    FullDisk,
}
