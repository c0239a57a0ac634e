using Aops.Contracts;

namespace Aops.Server;

/// <summary>Bounds of the server alone; those that an agent must know as well are in <c>Aops.Contracts.Limits</c>.</summary>
internal static class ServerLimits
{
    /// <summary>Agents that may enrol.</summary>
    public const int AgentsMax = 100_000;

    /// <summary>
    /// Identities that clones of one agent got by its token alone, at most one a day, while no operator consented to
    /// them; further clones wait for consent.
    /// </summary>
    public const int ClonesPerAgentMax = 8;

    /// <summary>Clones of one agent that wait for the operator's consent, or were refused; further ones are not noted.</summary>
    public const int CloneRequestsPerAgentMax = 16;

    /// <summary>Clones of the fleet that wait for the operator's consent, or were refused.</summary>
    public const int CloneRequestsMax = 10_000;

    /// <summary>What a clone that waits for consent is asked to wait before it asks again.</summary>
    public const int CloneRetrySeconds = 300;

    /// <summary>Operators' tokens that are neither expired nor revoked.</summary>
    public const int OperatorTokensMax = 1000;

    /// <summary>Longest status of one agent that is stored whole; of a longer one, reports and texts are left out.</summary>
    public const int StatusBytesMax = 1024 * 1024;

    /// <summary>Statuses of all agents; past it, statuses longer than a summary are stored as their summary.</summary>
    public const long StatusBytesTotalMax = 1024L * 1024 * 1024;

    /// <summary>Longest summary of one agent's status: what the list of the fleet reads.</summary>
    public const int SummaryBytesMax = 16 * 1024;

    /// <summary>Summaries of one page of the fleet; a page that would be longer ends early.</summary>
    public const int FleetPageBytesMax = 4 * 1024 * 1024;

    /// <summary>Last heartbeats that are held in memory to compare the next ones with, in bytes of JSON.</summary>
    public const long LastHeartbeatsBytesMax = 64L * 1024 * 1024;

    /// <summary>Connections that are served at once: one for each held heartbeat, and some.</summary>
    public const int ConnectionsMax = 120_000;

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

    /// <summary>Database connections that read at once.</summary>
    public const int ReadersMax = 8;

    /// <summary>Events that are kept; the oldest go first.</summary>
    public const int EventsMax = 100_000;

    /// <summary>Events between two cuts of the log.</summary>
    public const int EventsPerCut = 1000;

    /// <summary>Rows of one page of any list.</summary>
    public const int PageRowsMax = 1000;

    /// <summary>Rows of a page when the caller does not say.</summary>
    public const int PageRowsDefault = 100;

    /// <summary>Longest wait of <c>GET /api/events</c>.</summary>
    public const int EventsWaitSecondsMax = 60;

    /// <summary>Enrolment tokens that are kept, spent ones not counted.</summary>
    public const int EnrolmentTokensMax = 10_000;

    /// <summary>Longest life of an enrolment token, in seconds: a year.</summary>
    public const int EnrolmentTokenSecondsMax = 366 * 24 * 3600;

    /// <summary>Uses of one enrolment token.</summary>
    public const int EnrolmentTokenUsesMax = 100_000;

    /// <summary>Commands of one agent that wait for their result.</summary>
    public const int OpenCommandsMax = 64;

    /// <summary>Commands of one agent that are remembered.</summary>
    public const int CommandsKeptMax = 256;

    /// <summary>A command without a result is sent again after this time; the agent runs an id only once.</summary>
    public const int CommandRedeliverySeconds = 30;

    /// <summary>Life of a command when the operator does not say.</summary>
    public const int CommandLifeSecondsDefault = 3600;

    /// <summary>Longest life of a command: a week.</summary>
    public const int CommandLifeSecondsMax = 7 * 24 * 3600;

    /// <summary>Longest body of a request to the operator's API or of a registration.</summary>
    public const int RequestBytesMax = 1024 * 1024;

    /// <summary>Longest body of a batch of heartbeats.</summary>
    public const int BatchBytesMax = 32 * 1024 * 1024;

    /// <summary>Longest report of one sub-agent within a heartbeat.</summary>
    public const int ReportBytesMax = Limits.ReportBytesMax;

    /// <summary>Faults of one heartbeat.</summary>
    public const int FaultsMax = Limits.FaultsMax;

    /// <summary>Longest sentence or host name of a heartbeat, in characters.</summary>
    public const int TextCharsMax = Limits.TextCharsMax;

    /// <summary>Settings of one desired state.</summary>
    public const int SettingsMax = Limits.SettingsMax;

    /// <summary>Longest interval between two heartbeats that is believed: a day.</summary>
    public const int IntervalSecondsMax = 24 * 3600;

    /// <summary>Largest blob of the repository.</summary>
    public const long BlobBytesMax = Limits.PackageBytesMax;

    /// <summary>Longest path below <c>/repo/</c>, in characters.</summary>
    public const int RepositoryPathCharsMax = 512;

    /// <summary>Uploads that are received at once.</summary>
    public const int UploadsMax = 8;

    /// <summary>Time between two looks at the server's certificate and its authorities.</summary>
    public static readonly TimeSpan CertificateCheck = TimeSpan.FromSeconds(10);

    /// <summary>How long before its end an authority is told of, every day.</summary>
    public static readonly TimeSpan AuthorityEndWarning = TimeSpan.FromDays(30);

    /// <summary>Silence after which a host does not hold up the replacement of an authority.</summary>
    public static readonly TimeSpan AuthorityHostGone = TimeSpan.FromDays(30);

    /// <summary>Time that requests get to end once the server stops.</summary>
    public static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    /// <summary>How long a database call waits for another process's lock.</summary>
    public static readonly TimeSpan DatabaseBusyTimeout = TimeSpan.FromSeconds(5);
}
