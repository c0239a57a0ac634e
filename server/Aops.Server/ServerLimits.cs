using Aops.Contracts;

namespace Aops.Server;

/// <summary>Bounds of the server alone; those that an agent must know as well are in <c>Aops.Contracts.Limits</c>.</summary>
internal static class ServerLimits
{
    /// <summary>Agents that may enrol.</summary>
    public const int AgentsMax = 100_000;

    /// <summary>Identities that clones of one agent get by its token alone, at most one a day; others wait for consent.</summary>
    public const int ClonesPerAgentMax = 8;

    /// <summary>Stored requests of clones of one agent, waiting or refused; further ones are not stored.</summary>
    public const int CloneRequestsPerAgentMax = 16;

    /// <summary>Clones of the fleet that wait for the operator's consent, or were refused.</summary>
    public const int CloneRequestsMax = 10_000;

    /// <summary>Time before a waiting clone asks again.</summary>
    public const int CloneRetrySeconds = 300;

    /// <summary>Longest status of one agent that is stored whole; of a longer one, reports and texts are left out.</summary>
    public const int StatusBytesMax = 1024 * 1024;

    /// <summary>Statuses of all agents; past it, statuses longer than a summary are stored as their summary.</summary>
    public const long StatusBytesTotalMax = 1024L * 1024 * 1024;

    /// <summary>Longest summary of one agent's status: what the list of the fleet reads.</summary>
    public const int SummaryBytesMax = 16 * 1024;

    /// <summary>Summaries of one page of the fleet; a page that would be longer ends early.</summary>
    public const int FleetPageBytesMax = 4 * 1024 * 1024;

    /// <summary>Age at which a stored status is stored again, though the host tells nothing but new measured values.</summary>
    public static readonly TimeSpan StatusAgeMax = TimeSpan.FromMinutes(10);

    /// <summary>Size of the cache of last heartbeats, in bytes of JSON.</summary>
    public const long LastHeartbeatsBytesMax = 128L * 1024 * 1024;

    /// <summary>
    /// Connections that are served at once, where the process may open as many files
    /// (<see cref="Connections.DescriptorPlan"/>): one for each held heartbeat, and some.
    /// </summary>
    public const int ConnectionsMax = 120_000;

    /// <summary>Files that are sent at once, where the process may open as many.</summary>
    public const int FilesMax = 8192;

    /// <summary>Descriptors that connections and downloads leave to the server itself: database, log, listeners.</summary>
    public const int DescriptorsReserved = 96;

    /// <summary>Connections of one sender with a token that are never closed for others.</summary>
    public const int ProvenConnectionsMax = 16;

    /// <summary>Addresses whose rates are remembered.</summary>
    public const int AddressesMax = 65_536;

    /// <summary>Addresses that the server listens on.</summary>
    public const int ListenAddressesMax = 64;

    /// <summary>Writes that wait for the one writer; a caller beyond them waits to be let in.</summary>
    public const int PendingWritesMax = 8192;

    /// <summary>Waiting writes beyond which agents are asked to slow down.</summary>
    public const int PendingWritesBusy = 4096;

    /// <summary>What a busy server asks of agents.</summary>
    public const int SlowDownSeconds = 30;

    /// <summary>Writes of one transaction.</summary>
    public const int WritesPerTransactionMax = 512;

    /// <summary>Writes of one transaction of PostgreSQL, where each change of a count passes its versions before.</summary>
    public const int PostgresWritesPerTransactionMax = 64;

    /// <summary>Runs of a transaction that a lost connection or a conflict has undone.</summary>
    public const int WriteAttemptsMax = 3;

    /// <summary>Database connections that read at once.</summary>
    public const int ReadersMax = 8;

    /// <summary>Stored events of agents; the oldest are deleted first. More in a fleet with many hosts.</summary>
    public const int EventsMax = 100_000;

    /// <summary>Stored events of operators, and as many of enrolments; events of agents do not displace them.</summary>
    public const int OperatorEventsMax = 50_000;

    /// <summary>Queued events beyond which those of agents are dropped.</summary>
    public const int PendingAgentEventsMax = PendingWritesMax * 3 / 4;

    /// <summary>Events between two deletions of old ones.</summary>
    public const int EventsPerCut = 1000;

    /// <summary>Rows of one page of any list.</summary>
    public const int PageRowsMax = 1000;

    /// <summary>Default rows of a page.</summary>
    public const int PageRowsDefault = 100;

    /// <summary>Names of labels that are listed and suggested.</summary>
    public const int LabelNamesListedMax = 1000;

    /// <summary>Fields that hosts are counted by in one request.</summary>
    public const int FacetsMax = 8;

    /// <summary>Values of a field that are counted, the most frequent ones.</summary>
    public const int FacetValuesMax = 100;

    /// <summary>Longest wait of <c>GET /api/events</c>.</summary>
    public const int EventsWaitSecondsMax = 60;

    /// <summary>Stored enrolment tokens, without used-up ones.</summary>
    public const int EnrolmentTokensMax = 10_000;

    /// <summary>Registrations that can be withdrawn; later ones beyond it cannot.</summary>
    public const int RecentEnrolmentsMax = 10_000;

    /// <summary>Longest lifetime of an enrolment token, in seconds: a year.</summary>
    public const int EnrolmentTokenSecondsMax = 366 * 24 * 3600;

    /// <summary>Uses of one enrolment token.</summary>
    public const int EnrolmentTokenUsesMax = 100_000;

    /// <summary>Commands of one agent that wait for their result.</summary>
    public const int OpenCommandsMax = 64;

    /// <summary>Stored commands of one agent.</summary>
    public const int CommandsRetainedMax = 256;

    /// <summary>A command without a result is sent again after this time; the agent runs an id only once.</summary>
    public const int CommandRedeliverySeconds = 30;

    /// <summary>Default lifetime of a command, in seconds.</summary>
    public const int CommandLifetimeSecondsDefault = 3600;

    /// <summary>Longest lifetime of a command, in seconds: a week.</summary>
    public const int CommandLifetimeSecondsMax = 7 * 24 * 3600;

    /// <summary>Longest body of a request to the operator's API or of a registration.</summary>
    public const int RequestBytesMax = 1024 * 1024;

    /// <summary>Longest body of a registration.</summary>
    public const int RegistrationBytesMax = 16 * 1024;

    /// <summary>Registrations that are stored at once; others wait in line.</summary>
    public const int RegistrationsMax = 64;

    /// <summary>Registrations that wait in line.</summary>
    public const int RegistrationsWaitingMax = 4096;

    /// <summary>A body of at most this length is small; a heartbeat has a few KiB.</summary>
    public const int SmallBodyBytesMax = 64 * 1024;

    /// <summary>Small bodies that are in memory at once, in bytes.</summary>
    public const int SmallBodiesBytesMax = 16 * 1024 * 1024;

    /// <summary>Large bodies that are in memory at once, in bytes: two of the longest.</summary>
    public const int LargeBodiesBytesMax = 8 * 1024 * 1024;

    /// <summary>Bodies that may wait for room, as a multiple of the room.</summary>
    public const int BodiesWaitingFactor = 8;

    /// <summary>Bytes a second that a body must bring on average, once <see cref="BodyGrace"/> is over.</summary>
    public const int BodyBytesPerSecondMin = 128 * 1024;

    /// <summary>Bytes a second below which a connection that sends a body is closed, also an upload.</summary>
    public const int RequestBytesPerSecondMin = 512;

    /// <summary>Names and values in the JSON of one body; of a heartbeat without the reports of sub-agents.</summary>
    public const int JsonValuesMax = 65_536;

    /// <summary>Names and values in the report of one sub-agent; a report with more is dropped.</summary>
    public const int ReportValuesMax = 16_384;

    /// <summary>Names and values in all reports of one heartbeat; reports beyond are dropped.</summary>
    public const int ReportsValuesMax = 131_072;

    /// <summary>Bytes that a connection buffers before they are read.</summary>
    public const int ReadAheadBytesMax = 96 * 1024;

    /// <summary>Longest report of one sub-agent within a heartbeat.</summary>
    public const int ReportBytesMax = Limits.ReportBytesMax;

    /// <summary>Faults of one heartbeat.</summary>
    public const int FaultsMax = Limits.FaultsMax;

    /// <summary>Longest sentence or host name of a heartbeat, in characters.</summary>
    public const int TextCharsMax = Limits.TextCharsMax;

    /// <summary>Settings of one desired state.</summary>
    public const int SettingsMax = Limits.SettingsMax;

    /// <summary>Longest accepted interval between two heartbeats: a day.</summary>
    public const int IntervalSecondsMax = 24 * 3600;

    /// <summary>Largest blob of the repository.</summary>
    public const long BlobBytesMax = Limits.PackageBytesMax;

    /// <summary>Longest path below <c>/repo/</c>, in characters.</summary>
    public const int RepositoryPathCharsMax = 512;

    /// <summary>Uploads that are received at once.</summary>
    public const int UploadsMax = 8;

    /// <summary>Time between two looks at the server's certificate and its authorities.</summary>
    public static readonly TimeSpan CertificateCheck = TimeSpan.FromSeconds(10);

    /// <summary>How long before its expiry an authority is reported, once a day.</summary>
    public static readonly TimeSpan AuthorityEndWarning = TimeSpan.FromDays(30);

    /// <summary>Silence after which a host does not delay a rotation of the authority.</summary>
    public static readonly TimeSpan AuthorityHostGone = TimeSpan.FromDays(30);
    /// <summary>Bytes of uploads without a verified timestamp; the oldest are deleted first.</summary>
    public const long StagedBytesMax = 16L * 1024 * 1024 * 1024;

    /// <summary>Number of such uploads.</summary>
    public const int StagedFilesMax = 10_000;

    /// <summary>Age at which such uploads are deleted at a start.</summary>
    public static readonly TimeSpan StagedAgeMax = TimeSpan.FromDays(7);

    /// <summary>Least age at which such uploads are deleted for a full disk; a publish in progress is younger.</summary>
    public static readonly TimeSpan StagedAgeMin = TimeSpan.FromHours(1);

    /// <summary>Remaining validity of the repository's timestamp at which operators are warned.</summary>
    public static readonly TimeSpan TimestampWarning = TimeSpan.FromDays(2);

    /// <summary>Time between two log lines of one kind of fault that any client can cause.</summary>
    public static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    /// <summary>Distinguished kinds of such faults.</summary>
    public const int LogKindsMax = 64;
    /// <summary>Requests of one agent; the long poll needs one an interval, and one for each piece of news.</summary>
    public static readonly Budgets.BucketSize AgentRequests = new(Burst: 60, PerSecond: 4);

    /// <summary>Bytes of one agent's bodies.</summary>
    public static readonly Budgets.BucketSize AgentBytes = new(Burst: 8 * 1024 * 1024, PerSecond: 128 * 1024);

    /// <summary>Passwords that one address shows.</summary>
    public static readonly Budgets.BucketSize SignInRequests = new(Burst: 20, PerSecond: 0.2);

    /// <summary>Users and keys whose requests are counted apart.</summary>
    public const int OperatorsCharged = 4096;

    /// <summary>Requests of one user or key.</summary>
    public static readonly Budgets.BucketSize OperatorRequests = new(Burst: 2000, PerSecond: 200);

    /// <summary>Requests of one address (IPv6: of one /64) that show no token, or a wrong one.</summary>
    public static readonly Budgets.BucketSize AddressRequests = new(Burst: 2000, PerSecond: 200);

    /// <summary>Events that one agent may cause: that many at once, and that many an hour.</summary>
    public static readonly Budgets.BucketSize AgentEvents = new(Burst: 600, PerSecond: 600.0 / 3600);

    /// <summary>Time between two sentences about dropped events of one agent.</summary>
    public static readonly TimeSpan EventsSummaryPause = TimeSpan.FromMinutes(10);

    /// <summary>How often dropped events are checked for.</summary>
    public static readonly TimeSpan EventsSummaryPeriod = TimeSpan.FromSeconds(10);

    /// <summary>How long a request waits for room in a budget.</summary>
    public static readonly TimeSpan BodyRoomWait = TimeSpan.FromSeconds(5);

    /// <summary>Retry-After of requests for which there was no room.</summary>
    public static readonly TimeSpan BusyRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Least time that any body has.</summary>
    public static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(15);

    /// <summary>Time from a connection to its first whole request, handshake included.</summary>
    public static readonly TimeSpan FirstRequestDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Pause between the last large body and the check of the memory.</summary>
    public static readonly TimeSpan TrimDelay = TimeSpan.FromSeconds(2);

    /// <summary>Memory above the idle size at which it is trimmed.</summary>
    public const long TrimBytesMin = 8L * 1024 * 1024;

    /// <summary>Time that requests get to end once the server stops.</summary>
    public static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    /// <summary>How long a database call waits for another process's lock.</summary>
    public static readonly TimeSpan DatabaseBusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a database on another machine may take to accept a connection.</summary>
    public static readonly TimeSpan DatabaseConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a database on another machine may take to answer one statement.</summary>
    public static readonly TimeSpan DatabaseCommandTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Pause after the first failed try to reach the database; it doubles with each further one.</summary>
    public static readonly TimeSpan DatabaseRetryFirst = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two tries to reach the database.</summary>
    public static readonly TimeSpan DatabaseRetryMax = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for another server of the same database to end; PostgreSQL takes 30 s to miss a machine.</summary>
    public static readonly TimeSpan DatabaseLockWait = TimeSpan.FromSeconds(35);
}
