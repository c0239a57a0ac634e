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

    /// <summary>
    /// How much longer than <c>log.bytesMax</c> an archive of a sub-agent's log may be; what a rotation finds beyond
    /// that is dropped.
    /// </summary>
    public const int LogSlackBytes = 64 * 1024;

    /// <summary>Kills in a row of processes that a sub-agent has left behind, before they are given up.</summary>
    public const int LeftoverKillsMax = 20;

    /// <summary>Longest name of a sub-agent or version, in characters.</summary>
    public const int NameCharsMax = 64;

    /// <summary>Variables of a sub-agent's environment, and of what a server sets of it.</summary>
    public const int VariablesMax = 256;

    /// <summary>Longest name of a variable, in characters.</summary>
    public const int VariableNameCharsMax = 128;

    /// <summary>Longest value of a variable, and longest argument, in characters.</summary>
    public const int VariableValueCharsMax = 8 * 1024;

    /// <summary>Arguments of a sub-agent.</summary>
    public const int ArgumentsMax = 256;

    /// <summary>A sub-agent's own environment in bytes: with what spm adds, a pipe holds it (64 KiB).</summary>
    public const int EnvironmentBytesMax = 48 * 1024;

    /// <summary>Patterns of variables, and of arguments, that a specification declares as settable.</summary>
    public const int SettablePatternsMax = 64;

    /// <summary>Longest pattern of a settable value, in characters.</summary>
    public const int SettablePatternCharsMax = 256;

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

    /// <summary>What the network and the server may take for the answer to a heartbeat, on top of the time that it is held.</summary>
    public const int HeartbeatAnswerSecondsMax = 20;

    /// <summary>Longest reason of a failed heartbeat that a beat carries, in characters.</summary>
    public const int HeartbeatFaultCharsMax = 300;

    /// <summary>Starts of a version on trial, the first included, after which the launcher rolls back.</summary>
    public const int TrialStartsMax = 3;

    /// <summary>Slots kept beside the current one.</summary>
    public const int PreviousSlotsRetained = 1;

    /// <summary>Deaths in a row after which a new version of a sub-agent is left, as the agent's own is.</summary>
    public const int SubAgentTrialDeathsMax = 3;

    /// <summary>
    /// Longest time that a new version of a sub-agent without a readiness check must stay alive to be kept, in seconds;
    /// less where its <c>restart.healthyAfterSeconds</c> is less.
    /// </summary>
    public const int SubAgentTrialSecondsMax = 60;

    /// <summary>Versions whose failure is remembered.</summary>
    public const int FailedVersionsMax = 32;

    /// <summary>Sub-agents whose newest version is remembered, those that were removed included.</summary>
    public const int SubAgentFloorsMax = 2 * SubAgentsMax;

    /// <summary>Length of one package, or of a delta to it; a server takes up no longer file either.</summary>
    public const long PackageBytesMax = 1024L * 1024 * 1024;

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
    public const int PackagesRetained = 1 + PreviousSlotsRetained;

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

    /// <summary>Length of the signed target <c>fleet/authority.json</c>.</summary>
    public const int FleetAuthorityBytesMax = 1024 * 1024;

    /// <summary>Highest generation of one.</summary>
    public const long FleetGenerationMax = 1_000_000_000;

    /// <summary>Authorities in one.</summary>
    public const int FleetAuthoritiesMax = 8;

    /// <summary>Addresses in one.</summary>
    public const int FleetAddressesMax = 8;

    /// <summary>Hosts that one names.</summary>
    public const int FleetHostsMax = 10_000;

    /// <summary>Looks for one that a server may cause at once; after them one every <see cref="FleetLookSeconds"/>.</summary>
    public const int FleetLooksMax = 5;

    /// <summary>Time between two looks for one that a server causes, in seconds.</summary>
    public const int FleetLookSeconds = 600;

    /// <summary>Time a changed connection has to be accepted, beside two heartbeat intervals, in seconds.</summary>
    public const int ConnectionProbationSeconds = 60;

    /// <summary>Time between two tries of a changed connection that was not accepted, in seconds.</summary>
    public const int ConnectionRetrySeconds = 3600;

    /// <summary>How long before its end a trusted authority is told of, in days.</summary>
    public const int AuthorityEndWarningDays = 30;

    /// <summary>Bytes that a download must bring within its timeout to count as progress.</summary>
    public const int DownloadProgressBytesMin = 1024;

    /// <summary>
    /// Least mean rate of a download, in bytes a second, over each <see cref="DownloadWindowSeconds"/> that it is waited
    /// for. Time in which the host's own bandwidth limit holds it back does not count.
    /// </summary>
    public const int DownloadBytesPerSecondMin = 1024;

    /// <summary>Time over which the rate of a download is measured, in seconds.</summary>
    public const int DownloadWindowSeconds = 120;

    /// <summary>Time that a package may take to be brought to a slot, whatever its length, in seconds.</summary>
    public const int StageSecondsMax = 900;

    /// <summary>
    /// Bytes of a package for which it may take a second more; a quarter of the host's own bandwidth limit, where that
    /// is less.
    /// </summary>
    public const int StageBytesPerSecondMin = 4096;

    /// <summary>Time that one look at a repository's metadata may take, in seconds.</summary>
    public const int MetadataSecondsMax = 900;

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

    /// <summary>Deepest nesting of an answer: more than any part needs, so that a deep one costs no other.</summary>
    public const int JsonDepthMax = 512;

    /// <summary>Longest secret of an agent, in characters.</summary>
    public const int AgentTokenCharsMax = 512;

    /// <summary>Greatest order and revision: the greatest whole number that every reader of JSON takes exactly.</summary>
    public const long GenerationMax = (1L << 53) - 1;

    /// <summary>Settings of one desired state.</summary>
    public const int SettingsMax = 256;

    /// <summary>Variables, and arguments, that one desired state sets for one sub-agent.</summary>
    public const int SubAgentWordsMax = 256;

    /// <summary>Longest variable or argument of a sub-agent, in characters.</summary>
    public const int SubAgentWordCharsMax = 32 * 1024;

    /// <summary>Commands that are taken of one answer; the server sends the others again.</summary>
    public const int CommandsPerReplyMax = 64;

    /// <summary>Longest quiet that a server may ask for, by <c>slowDownSeconds</c> or <c>Retry-After</c>.</summary>
    public const int SlowDownSecondsMax = 300;

    /// <summary>Heartbeats a second in the long run, whatever the server answers and the host has to tell.</summary>
    public const int HeartbeatsPerSecondMax = 2;

    /// <summary>Heartbeats that may follow one another at once after a quiet time.</summary>
    public const int HeartbeatsAtOnceMax = 20;

    /// <summary>Commands that are begun at once after a quiet time.</summary>
    public const int CommandsAtOnceMax = 64;

    /// <summary>Commands that are begun in a second in the long run.</summary>
    public const int CommandsPerSecondMax = 2;

    /// <summary>Least time between two restarts of the agent that a server orders.</summary>
    public const int OrderedRestartSecondsMin = 10;

    /// <summary>Longest report of one sub-agent, in bytes of JSON as it travels, with all escapes.</summary>
    public const int ReportBytesMax = 64 * 1024;

    /// <summary>Deepest nesting of a report.</summary>
    public const int ReportDepthMax = 32;

    /// <summary>Faults of one heartbeat.</summary>
    public const int FaultsMax = 64;

    /// <summary>Longest sentence of a heartbeat, in characters.</summary>
    public const int TextCharsMax = 4096;
}
