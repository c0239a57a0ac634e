namespace Aops.Server;

/// <summary>Bounds of the fleet's model: groups, layers, and what follows from their changes.</summary>
internal static class FleetLimits
{
    /// <summary>Groups of a fleet.</summary>
    public const int GroupsMax = 1000;

    /// <summary>Greatest rank of a group.</summary>
    public const long GroupRankMax = 1_000_000_000;

    /// <summary>Silence after which a host that is offline counts as gone. Nothing is removed by it.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromDays(7);

    /// <summary>Hosts that are moved to a revision, or labelled, within one transaction.</summary>
    public const int HostsPerPiece = 500;

    /// <summary>Revisions of layers, and documents made of them, that are held in memory without a host that has them.</summary>
    public const int DocumentsMax = 4096;

    /// <summary>Revisions of a layer that its hosts have and that one write changes, so that a rollout of it goes on.</summary>
    public const int RevisionsAmendedMax = 64;

    /// <summary>Hosts whose differences a dry run shows.</summary>
    public const int PreviewHostsMax = 5;

    /// <summary>Operations that are listed once they have ended.</summary>
    public const int OperationsMax = 1000;

    /// <summary>How often the server looks for hosts whose facts have changed.</summary>
    public static readonly TimeSpan ReviewPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Characters of an Idempotency-Key.</summary>
    public const int IdempotencyKeyCharsMax = 128;

    /// <summary>How long the answer to a request with a key is given again.</summary>
    public static readonly TimeSpan IdempotencyAgeMax = TimeSpan.FromHours(24);

    /// <summary>Characters of a note.</summary>
    public const int NoteCharsMax = 1000;

    /// <summary>Characters of a query within the sentence of an event.</summary>
    public const int QueryCharsTold = 300;

    /// <summary>Hosts of one batch, which is one transaction.</summary>
    public const int BatchHostsMax = 1000;

    /// <summary>Requests that follow the event log at the same time.</summary>
    public const int EventStreamsMax = 256;

    /// <summary>Time within which an event of a series is counted and told of as the same one.</summary>
    public static readonly TimeSpan EventSeriesWindow = TimeSpan.FromHours(1);

    /// <summary>Time between two signs that a stream of events is alive.</summary>
    public static readonly TimeSpan EventStreamPing = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Stored events of agents for each host, where that is more than <see cref="ServerLimits.EventsMax"/>: a month of a
    /// large fleet.
    /// </summary>
    public const int EventsPerHostMax = 20;

    /// <summary>
    /// Stored events of enrolments for each host, where that is more than <see cref="ServerLimits.OperatorEventsMax"/>.
    /// </summary>
    public const int EnrolmentEventsPerHostMax = 2;

    /// <summary>Events of days that are over which one transaction deletes.</summary>
    public const int EventsPerDeletion = 1000;

    /// <summary>Time between two looks for events of days that are over.</summary>
    public static readonly TimeSpan EventSweepPeriod = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the time of a heartbeat that tells nothing new is in memory alone, before it is written with others.
    /// </summary>
    public static readonly TimeSpan SeenWritePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Contents of inventories, as they are stored; beyond it no further ones are taken.</summary>
    public const long InventoryBytesMax = 1024L * 1024 * 1024;

    /// <summary>Time in which a content that was asked of one host is not asked of another.</summary>
    public static readonly TimeSpan InventoryAskPause = TimeSpan.FromSeconds(60);

    /// <summary>Contents that are asked for at once.</summary>
    public const int InventoryAskedMax = 20_000;

    /// <summary>Time between two searches for contents that no host names.</summary>
    public static readonly TimeSpan InventorySweepPeriod = TimeSpan.FromHours(1);

    /// <summary>Contents that are looked at in one transaction of that search.</summary>
    public const int InventorySweepRows = 500;

    /// <summary>Networks of one enrolment token.</summary>
    public const int TokenNetworksMax = 64;

    /// <summary>How long an enrolment token that is expired or used up is listed.</summary>
    public static readonly TimeSpan EndedTokenAge = TimeSpan.FromDays(7);

    /// <summary>Hosts that wait for approval, or were refused, with one enrolment token.</summary>
    public const int WaitingHostsPerTokenMax = 1000;

    /// <summary>Hosts that wait for approval, or were refused, with all of them.</summary>
    public const int WaitingHostsMax = 10_000;

    /// <summary>Retry-After of a host that waits for approval.</summary>
    public static readonly TimeSpan EnrolmentRetry = TimeSpan.FromSeconds(15);

    /// <summary>Longest body by which the next heartbeat is recognized; longer ones are read each time.</summary>
    public const int RepeatedBodyBytesMax = 8 * 1024;

    /// <summary>Measured numbers of such a body; one with more is read each time.</summary>
    public const int RepeatedNumbersMax = 64;

    /// <summary>Runs of which not every host has ended.</summary>
    public const int OpenRunsMax = 1000;

    /// <summary>Hosts that have one run at once.</summary>
    public const int RunConcurrencyMax = 10_000;

    /// <summary>The same, where the run does not say it.</summary>
    public const int RunConcurrencyDefault = 100;

    /// <summary>How long a host may take with an action of its own code, in seconds.</summary>
    public const int ActionSecondsMax = 600;

    /// <summary>Share of hosts that may fail before the others have no turn, where the run does not say it, in percent.</summary>
    public const int RunFailuresPercentDefault = 10;

    /// <summary>Latest start of a run, in seconds from its own: a week.</summary>
    public const int RunLifetimeSecondsMax = 7 * 24 * 3600;

    /// <summary>The same, where the run does not say it.</summary>
    public const int RunLifetimeSecondsDefault = 3600;

    /// <summary>Characters of the orders in one answer to a heartbeat; one order is sent in any case.</summary>
    public const int RunCharsPerReplyMax = 512 * 1024;

    /// <summary>Output of runs that is in memory at once until it is on the disk, in bytes.</summary>
    public const int OutputBodiesBytesMax = 16 * 1024 * 1024;

    /// <summary>
    /// Requests of one agent that bring output and reports of runs; they are not among
    /// <see cref="ServerLimits.AgentRequests"/>.
    /// </summary>
    public static readonly Budgets.BucketSize AgentOutputRequests = new(Burst: 160, PerSecond: 80);

    /// <summary>Bytes of output of runs that one agent sends; they are not among <see cref="ServerLimits.AgentBytes"/>.</summary>
    public static readonly Budgets.BucketSize AgentOutputBytes =
        new(Burst: 32 * 1024 * 1024, PerSecond: 16 * 1024 * 1024);

    /// <summary>Bytes of output of runs that all agents send together.</summary>
    public static readonly Budgets.BucketSize FleetOutputBytes =
        new(Burst: 128 * 1024 * 1024, PerSecond: 64 * 1024 * 1024);

    /// <summary>Schedules of runs.</summary>
    public const int SchedulesMax = 1000;

    /// <summary>Length of the query of a schedule, in characters.</summary>
    public const int ScheduleQueryCharsMax = 4096;

    /// <summary>Deployments.</summary>
    public const int DeploymentsMax = 1000;

    /// <summary>Length of the query of a deployment, in characters.</summary>
    public const int DeploymentQueryCharsMax = 4096;

    /// <summary>Time between two looks for runs of days that are over.</summary>
    public static readonly TimeSpan RunSweepPeriod = TimeSpan.FromHours(1);
}
