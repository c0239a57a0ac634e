namespace Aops.Contracts;

/// <summary>
/// Every bound of the suite: names carry their unit last. A bound that an operator may move is a default here
/// and a key of conf.yml there; the others are part of the protocols.
/// </summary>
public static class Limits
{
    /// <summary>Longest frame on the local socket.</summary>
    public const int LocalFrameBytesMax = 1024 * 1024;

    /// <summary>Clients that the local socket serves at once.</summary>
    public const int LocalConnectionsMax = 32;

    /// <summary>Longest body of a heartbeat or of its answer.</summary>
    public const int HeartbeatBytesMax = 4 * 1024 * 1024;

    /// <summary>Sub-agents of one host.</summary>
    public const int SubAgentsMax = 512;

    /// <summary>Time in which the daemon of a forking sub-agent must be found once its starter has ended.</summary>
    public const int DaemonSearchSecondsMax = 10;

    /// <summary>Kills in a row of processes that a sub-agent has left behind, before they are given up.</summary>
    public const int LeftoverKillsMax = 20;

    /// <summary>Longest name of a sub-agent or version, in characters.</summary>
    public const int NameCharsMax = 64;

    /// <summary>Longest time that the server holds a heartbeat open.</summary>
    public const int HeartbeatHoldSecondsMax = 300;

    /// <summary>Heartbeats that an agent may miss before the server calls it offline.</summary>
    public const int MissedHeartbeatsMax = 2;

    /// <summary>Longest wait between two attempts at anything, heartbeats included.</summary>
    public const int BackoffSecondsMax = 300;

    /// <summary>Longest wait for the answer to the question whether a server accepts this host.</summary>
    public const int WitnessSecondsMax = 20;

    /// <summary>What is read of a problem that a server answers with.</summary>
    public const int ProblemBytesMax = 16 * 1024;

    /// <summary>Starts of a version on trial, the first included, after which the launcher rolls back.</summary>
    public const int TrialStartsMax = 3;

    /// <summary>Slots kept beside the current one.</summary>
    public const int PreviousSlotsKept = 1;

    /// <summary>Versions whose failure is remembered.</summary>
    public const int FailedVersionsMax = 32;

    /// <summary>Sub-agents whose newest version is remembered, those that were removed included.</summary>
    public const int SubAgentFloorsMax = 2 * SubAgentsMax;

    /// <summary>Unpacked size of one package.</summary>
    public const long PackageUnpackedBytesMax = 2L * 1024 * 1024 * 1024;

    /// <summary>Entries of one package.</summary>
    public const int PackageEntriesMax = 20_000;

    /// <summary>Longest path within a package, in UTF-8 bytes.</summary>
    public const int PackagePathBytesMax = 512;

    /// <summary>Length of a package's manifest.json.</summary>
    public const int PackageManifestBytesMax = 8 * 1024 * 1024;

    /// <summary>What one tar header, its extensions included, may take in a package.</summary>
    public const int PackageHeaderBytesMax = 16 * 1024;

    /// <summary>Zero bytes after the last entry of a package: tar pads to whole records.</summary>
    public const int PackagePaddingBytesMax = 64 * 1024;

    /// <summary>Packages of one name kept for healing: those of the current slot and of the previous ones.</summary>
    public const int PackagesKept = 1 + PreviousSlotsKept;

    /// <summary>Window of the zstd frames that are made and accepted: 2^27 would need 116 MB, 2^23 needs 8.</summary>
    public const int ZstdWindowLogMax = 23;

    /// <summary>Archive that a delta is made for; its maker keeps it, and twenty times its largest file, in memory.</summary>
    public const int DeltaArchiveBytesMax = 512 * 1024 * 1024;

    /// <summary>Earlier releases that a new one gets a delta from, unless the publisher says otherwise.</summary>
    public const int DeltaReleasesDefault = 3;

    /// <summary>Largest TUF root, timestamp or snapshot metadata file.</summary>
    public const int TufMetadataBytesMax = 512 * 1024;

    /// <summary>Largest TUF targets metadata file.</summary>
    public const int TufTargetsBytesMax = 8 * 1024 * 1024;

    /// <summary>Roots followed in one refresh.</summary>
    public const int TufRootRotationsMax = 256;

    /// <summary>Roles that one search for a target visits, the top-level targets excepted.</summary>
    public const int TufDelegationsMax = 32;

    /// <summary>Bytes that a download must bring within its timeout to count as progress.</summary>
    public const int DownloadProgressBytesMin = 1024;

    /// <summary>Attempts at the first byte of a download.</summary>
    public const int DownloadOpenAttemptsMax = 3;

    /// <summary>Free space that an unpack leaves on the disk.</summary>
    public const long DiskReserveBytes = 32L * 1024 * 1024;

    /// <summary>Length of a log file of the suite before it is rotated.</summary>
    public const long LogBytesMax = 10L * 1024 * 1024;

    /// <summary>Log files of one kind that are kept.</summary>
    public const int LogFilesMax = 5;

    /// <summary>Commands that an agent remembers so as to run each only once.</summary>
    public const int CommandsRememberedMax = 256;

    /// <summary>Longest log or result text of a command, in characters.</summary>
    public const int CommandOutputCharsMax = 256 * 1024;
}
