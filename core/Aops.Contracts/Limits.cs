namespace Aops.Contracts;

/// <summary>
/// Limits shared by several projects; each name ends with its unit. A limit that an operator can set is a default
/// here and a key of conf.yml; the others are part of the protocols.
/// </summary>
public static class Limits
{
    /// <summary>Longest frame on the local socket.</summary>
    public const int LocalFrameBytesMax = 1024 * 1024;

    /// <summary>Clients that the local socket serves at the same time.</summary>
    public const int LocalConnectionsMax = 32;

    /// <summary>Longest body of a heartbeat or of its reply.</summary>
    public const int HeartbeatBytesMax = 4 * 1024 * 1024;

    /// <summary>Longest time that a farewell to the server may take; nothing fails because of it.</summary>
    public const int FarewellSecondsMax = 3;

    /// <summary>Longest desired state that a host tells the server that it holds, in bytes of JSON.</summary>
    public const int HeldBytesMax = 256 * 1024;

    /// <summary>Sub-agents of one host.</summary>
    public const int SubAgentsMax = 512;

    /// <summary>Time to find the daemon of a forking sub-agent after its starter has exited.</summary>
    public const int DaemonSearchSecondsMax = 10;

    /// <summary>
    /// How far an archive of a sub-agent's log may exceed <c>log.bytesMax</c>; a rotation discards what is beyond
    /// that.
    /// </summary>
    public const int LogSlackBytes = 64 * 1024;

    /// <summary>Consecutive attempts to kill the processes that a sub-agent left behind.</summary>
    public const int LeftoverKillsMax = 20;

    /// <summary>Longest name of a sub-agent or version, in characters.</summary>
    public const int NameCharsMax = 64;

    /// <summary>Variables in a sub-agent's environment, and variables that a server sets in it.</summary>
    public const int VariablesMax = 256;

    /// <summary>Longest name of a variable, in characters.</summary>
    public const int VariableNameCharsMax = 128;

    /// <summary>Longest value of a variable, and longest argument, in characters.</summary>
    public const int VariableValueCharsMax = 8 * 1024;

    /// <summary>Arguments of a sub-agent.</summary>
    public const int ArgumentsMax = 256;

    /// <summary>Size of a sub-agent's own environment; with the variables that spm adds it fits a pipe (64 KiB).</summary>
    public const int EnvironmentBytesMax = 48 * 1024;

    /// <summary>Patterns of variables, and of arguments, that a specification declares as settable.</summary>
    public const int SettablePatternsMax = 64;

    /// <summary>Longest pattern of a settable value, in characters.</summary>
    public const int SettablePatternCharsMax = 256;

    /// <summary>Longest time that the server holds a heartbeat open as a long poll.</summary>
    public const int HeartbeatHoldSecondsMax = 300;

    /// <summary>Missed heartbeats after which the server reports an agent as offline.</summary>
    public const int MissedHeartbeatsMax = 2;

    /// <summary>Upper bound of every backoff delay, including that between heartbeats.</summary>
    public const int BackoffSecondsMax = 300;

    /// <summary>Timeout of the request that asks a server whether it accepts this host.</summary>
    public const int WitnessSecondsMax = 20;

    /// <summary>Longest problem document that is read from a server's error reply.</summary>
    public const int ProblemBytesMax = 16 * 1024;

    /// <summary>Time for the reply to a heartbeat, beyond the time for which the server holds it.</summary>
    public const int HeartbeatAnswerSecondsMax = 20;

    /// <summary>Longest failure reason of a heartbeat that a ping carries, in characters.</summary>
    public const int HeartbeatFaultCharsMax = 300;

    /// <summary>Starts of a version on trial, including the first, after which the launcher rolls back.</summary>
    public const int TrialStartsMax = 3;

    /// <summary>Time for which a version must be healthy where <c>rollback --now</c> returns to it.</summary>
    public const int UrgentTrialSeconds = 2;

    /// <summary>Previous slots that are retained beside the current one.</summary>
    public const int PreviousSlotsRetained = 1;

    /// <summary>Consecutive failures of a sub-agent's new version after which it is rolled back, as for the suite's own.</summary>
    public const int SubAgentTrialDeathsMax = 3;

    /// <summary>
    /// Longest time for which a new version of a sub-agent without a readiness probe must stay alive to be
    /// committed, in seconds; the sub-agent's <c>restart.healthyAfterSeconds</c> if that is less.
    /// </summary>
    public const int SubAgentTrialSecondsMax = 60;

    /// <summary>Longest time for which an operator at a host holds back the server's changes, in hours.</summary>
    public const int HoldHoursMax = 168;

    /// <summary>Longest reason of such a hold, in characters.</summary>
    public const int HoldReasonCharsMax = 500;

    /// <summary>Failed versions that are remembered.</summary>
    public const int FailedVersionsMax = 32;

    /// <summary>Sub-agents whose newest ready version is remembered, including removed ones.</summary>
    public const int SubAgentFloorsMax = 2 * SubAgentsMax;

    /// <summary>Length of one package, or of a delta to it; also the longest file that a server accepts.</summary>
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

    /// <summary>Zero bytes after the last entry of a package; tar pads to whole records.</summary>
    public const int PackagePaddingBytesMax = 64 * 1024;

    /// <summary>Packages of one name retained for repair: those of the current and the previous slots.</summary>
    public const int PackagesRetained = 1 + PreviousSlotsRetained;

    /// <summary>
    /// Window log of zstd frames, when written and when accepted: 2^27 would need 116 MB of memory, 2^23 needs 8
    /// MB.
    /// </summary>
    public const int ZstdWindowLogMax = 23;

    /// <summary>
    /// Largest archive that a delta is made for; the delta maker holds it in memory, and twenty times its largest
    /// file.
    /// </summary>
    public const int DeltaArchiveBytesMax = 512 * 1024 * 1024;

    /// <summary>Earlier releases from which a new release gets a delta, by default.</summary>
    public const int DeltaReleasesDefault = 3;

    /// <summary>Largest TUF root, timestamp or snapshot metadata file.</summary>
    public const int TufMetadataBytesMax = 512 * 1024;

    /// <summary>Largest TUF targets metadata file.</summary>
    public const int TufTargetsBytesMax = 8 * 1024 * 1024;

    /// <summary>Root versions that one refresh follows.</summary>
    public const int TufRootRotationsMax = 256;

    /// <summary>Delegated roles that one search for a target visits, beside the top-level targets role.</summary>
    public const int TufDelegationsMax = 32;

    /// <summary>Length of the signed target <c>fleet/authority.json</c>.</summary>
    public const int FleetAuthorityBytesMax = 1024 * 1024;

    /// <summary>Highest generation of <c>fleet/authority.json</c>.</summary>
    public const long FleetGenerationMax = 1_000_000_000;

    /// <summary>Authorities in <c>fleet/authority.json</c>.</summary>
    public const int FleetAuthoritiesMax = 8;

    /// <summary>Server addresses in <c>fleet/authority.json</c>.</summary>
    public const int FleetAddressesMax = 8;

    /// <summary>Hosts that <c>fleet/authority.json</c> can name.</summary>
    public const int FleetHostsMax = 10_000;

    /// <summary>
    /// Checks for a new <c>fleet/authority.json</c> that a server can cause in a burst; after that one every
    /// <see cref="FleetLookSeconds"/>.
    /// </summary>
    public const int FleetLooksMax = 5;

    /// <summary>Time between two checks for a new <c>fleet/authority.json</c> that a server causes, in seconds.</summary>
    public const int FleetLookSeconds = 600;

    /// <summary>
    /// Time in which a changed connection must be accepted, in addition to two heartbeat intervals, in seconds.
    /// </summary>
    public const int ConnectionProbationSeconds = 60;

    /// <summary>Time between two attempts to use a changed connection that was not accepted, in seconds.</summary>
    public const int ConnectionRetrySeconds = 3600;

    /// <summary>Days before the expiry of a trusted authority at which a warning begins.</summary>
    public const int AuthorityEndWarningDays = 30;

    /// <summary>Bytes that a download must receive within its timeout to count as progress.</summary>
    public const int DownloadProgressBytesMin = 1024;

    /// <summary>
    /// Lowest mean rate of a download, in bytes a second, over each <see cref="DownloadWindowSeconds"/>. Time in
    /// which the host's own bandwidth limit throttles the download is not counted.
    /// </summary>
    public const int DownloadBytesPerSecondMin = 1024;

    /// <summary>Time over which the rate of a download is measured, in seconds.</summary>
    public const int DownloadWindowSeconds = 120;

    /// <summary>Base time for staging a package, independent of its length, in seconds.</summary>
    public const int StageSecondsMax = 900;

    /// <summary>
    /// Package bytes for which staging gets one more second; a quarter of the host's own bandwidth limit if that is
    /// less.
    /// </summary>
    public const int StageBytesPerSecondMin = 4096;

    /// <summary>Time limit for one refresh of a repository's metadata, in seconds.</summary>
    public const int MetadataSecondsMax = 900;

    /// <summary>Attempts to receive the first byte of a download.</summary>
    public const int DownloadOpenAttemptsMax = 3;

    /// <summary>Free space that must remain on the disk after a package was unpacked.</summary>
    public const long DiskReserveBytes = 32L * 1024 * 1024;

    /// <summary>Length at which a log file of the suite is rotated.</summary>
    public const long LogBytesMax = 10L * 1024 * 1024;

    /// <summary>Log files of one kind that are retained, including the current one.</summary>
    public const int LogFilesMax = 5;

    /// <summary>Commands that an agent remembers, so that it runs each at most once.</summary>
    public const int CommandsRememberedMax = 256;

    /// <summary>Longest log or result text of a command, in characters.</summary>
    public const int CommandOutputCharsMax = 256 * 1024;

    /// <summary>
    /// Deepest JSON nesting of a reply. More than any member needs, so that one member that is nested too deep is
    /// dropped alone.
    /// </summary>
    public const int JsonDepthMax = 512;

    /// <summary>Longest secret of an agent, in characters.</summary>
    public const int AgentTokenCharsMax = 512;

    /// <summary>
    /// Greatest generation and revision: the greatest integer that every JSON reader represents exactly.
    /// </summary>
    public const long GenerationMax = (1L << 53) - 1;

    /// <summary>Settings of one desired state.</summary>
    public const int SettingsMax = 256;

    /// <summary>Variables, and arguments, that one desired state sets for one sub-agent.</summary>
    public const int SubAgentWordsMax = 256;

    /// <summary>Longest variable or argument of a sub-agent, in characters.</summary>
    public const int SubAgentWordCharsMax = 32 * 1024;

    /// <summary>Commands accepted from one reply; the server sends the others again.</summary>
    public const int CommandsPerReplyMax = 64;

    /// <summary>
    /// Longest pause between heartbeats that a server can request, by <c>slowDownSeconds</c> or <c>Retry-After</c>.
    /// </summary>
    public const int SlowDownSecondsMax = 300;

    /// <summary>Sustained rate of heartbeats, whatever the server replies and the host has to report.</summary>
    public const int HeartbeatsPerSecondMax = 2;

    /// <summary>Burst of heartbeats after a quiet period.</summary>
    public const int HeartbeatsAtOnceMax = 20;

    /// <summary>Burst of commands that are started after a quiet period.</summary>
    public const int CommandsAtOnceMax = 64;

    /// <summary>Sustained rate at which commands are started.</summary>
    public const int CommandsPerSecondMax = 2;

    /// <summary>Shortest time between two restarts of the agent that a server orders.</summary>
    public const int OrderedRestartSecondsMin = 10;

    /// <summary>Longest report of one sub-agent, in bytes of JSON on the wire, escapes included.</summary>
    public const int ReportBytesMax = 64 * 1024;

    /// <summary>Deepest nesting of a report.</summary>
    public const int ReportDepthMax = 32;

    /// <summary>Faults of one heartbeat.</summary>
    public const int FaultsMax = 64;

    /// <summary>Longest free text in a heartbeat, in characters.</summary>
    public const int TextCharsMax = 4096;
}
