namespace Aops.Server.Storage;

/// <summary>
/// The tables, as a list of steps that only grows. Times are milliseconds since 1970, UTC; documents are JSON. The types are
/// those of SQLite; another dialect puts its own in their place (<see cref="Dialect.Translate"/>).
/// </summary>
internal static class SchemaSteps
{
    /// <summary>The steps, in their order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. EarlierSteps.All,
        // A reference without an index is looked up by a scan of its table for each row that goes. And the number of
        // durable commits (CommitPoint).
        """
        CREATE INDEX host_review_of_agent ON host_review(agent_id);
        CREATE INDEX clone_request_of_parent ON clone_request(parent_id);
        INSERT INTO counter VALUES ('commits', 0);
        """,
        PeopleSchema.Users,
        PeopleSchema.Approvals,
        // The audit: a chain of rows that are only ever added, and the hosts of each act.
        """
        CREATE TABLE audit (
          id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor_kind TEXT NOT NULL, actor TEXT NOT NULL, address TEXT,
          request_id TEXT, reason TEXT, kind TEXT NOT NULL, object TEXT NOT NULL, query TEXT, hosts INTEGER,
          hosts_hash TEXT, operation TEXT, before_state TEXT, after_state TEXT, previous TEXT NOT NULL,
          hash TEXT NOT NULL);
        CREATE INDEX audit_by_time ON audit(at, id);
        CREATE INDEX audit_by_actor ON audit(actor, id);
        CREATE INDEX audit_by_kind ON audit(kind, id);
        CREATE INDEX audit_by_object ON audit(object, id);
        CREATE INDEX audit_by_request ON audit(request_id, id) WHERE request_id IS NOT NULL;
        CREATE INDEX audit_by_operation ON audit(operation, id) WHERE operation IS NOT NULL;
        CREATE TABLE audit_host (
          audit_id INTEGER NOT NULL, agent_id TEXT NOT NULL, PRIMARY KEY (audit_id, agent_id));
        CREATE INDEX audit_host_by_agent ON audit_host(agent_id, audit_id);
        ALTER TABLE event ADD COLUMN audit_id INTEGER;
        ALTER TABLE enrolment_token ADD COLUMN expiry_told INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE approval ADD COLUMN reason TEXT;
        ALTER TABLE api_key ADD COLUMN expiry_told INTEGER NOT NULL DEFAULT 0;
        """,
        AlertSchema.Alerts,
        PeopleSchema.Identities,
        RolloutSchema.Rollouts,
        FreezeSchema.Freeze,
        RunSchema.Runs,
        RunSchema.OutputOfAHost,
        // By what a registration that is repeated is recognized.
        """
        ALTER TABLE agent ADD COLUMN attempt BLOB;
        CREATE INDEX agent_by_attempt ON agent(attempt) WHERE attempt IS NOT NULL;
        """,
        RunSchema.Pace,
        RunSchema.Outputs,
        ScheduleSchema.Schedules,
        // Whether the versions of a rollout were published when it was made.
        "ALTER TABLE rollout ADD COLUMN published INTEGER NOT NULL DEFAULT 0;",
        RunSchema.Actions,
        // The time zone of each host, in which windows without one of their own open.
        "ALTER TABLE agent ADD COLUMN zone TEXT NOT NULL DEFAULT '';",
        PlaybookSchema.Playbooks,
        DeploymentSchema.Deployments,
    ];
}
