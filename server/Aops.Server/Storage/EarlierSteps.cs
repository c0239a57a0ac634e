namespace Aops.Server.Storage;

/// <summary>The first steps of <see cref="SchemaSteps"/>, which never change any more.</summary>
internal static class EarlierSteps
{
    /// <summary>The steps, in their order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE agent (
          id TEXT PRIMARY KEY, machine_id TEXT NOT NULL, hostname TEXT NOT NULL, token_hash BLOB NOT NULL,
          version TEXT NOT NULL, enrolled_at INTEGER NOT NULL, last_seen INTEGER, interval_seconds INTEGER,
          online INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE agent_status (
          agent_id TEXT PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE, document BLOB NOT NULL);
        CREATE TABLE desired (
          scope TEXT PRIMARY KEY, revision INTEGER NOT NULL, document BLOB, changed_at INTEGER NOT NULL);
        CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
        INSERT INTO counter VALUES ('revision', 0);
        CREATE TABLE enrolment_token (
          id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, note TEXT, created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL, uses_max INTEGER NOT NULL, uses_left INTEGER NOT NULL);
        CREATE TABLE command (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
          agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
          kind TEXT NOT NULL, sub_agent TEXT, lines INTEGER, created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL, delivered_at INTEGER, ended_at INTEGER, outcome TEXT, message TEXT,
          log TEXT);
        CREATE INDEX command_open ON command(agent_id) WHERE ended_at IS NULL;
        CREATE INDEX command_of_agent ON command(agent_id, seq);
        CREATE TABLE event (
          id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, agent_id TEXT,
          hostname TEXT, message TEXT NOT NULL);
        """,
        // Where identities come from, what tells instances of one apart, and the operators' tokens.
        """
        ALTER TABLE agent ADD COLUMN made_by TEXT;
        ALTER TABLE agent ADD COLUMN consented INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE agent ADD COLUMN clone_key TEXT;
        CREATE INDEX agent_made_by ON agent(made_by) WHERE made_by IS NOT NULL;
        CREATE INDEX agent_machine ON agent(machine_id);
        ALTER TABLE agent_status ADD COLUMN summary BLOB;
        ALTER TABLE agent_status ADD COLUMN instance BLOB;
        ALTER TABLE enrolment_token ADD COLUMN agent_id TEXT;
        CREATE TABLE removed_agent (id TEXT PRIMARY KEY, hostname TEXT NOT NULL, removed_at INTEGER NOT NULL);
        CREATE TABLE clone_request (
          id TEXT PRIMARY KEY, parent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
          clone_key TEXT NOT NULL, machine_id TEXT NOT NULL, hostname TEXT NOT NULL, version TEXT NOT NULL,
          asked_at INTEGER NOT NULL, state TEXT NOT NULL, UNIQUE (parent_id, clone_key));
        CREATE TABLE operator_token (
          id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, created_at INTEGER NOT NULL,
          expires_at INTEGER, revoked_at INTEGER);
        """,
        // Whose bound an event is kept within (EventClass); those that agents cannot cause are found by their kinds.
        """
        ALTER TABLE event ADD COLUMN class INTEGER NOT NULL DEFAULT 0;
        UPDATE event SET class = 1 WHERE kind IN ('removed', 'desired', 'published');
        UPDATE event SET class = 2 WHERE kind IN ('enrolled', 'cloned');
        CREATE INDEX event_of_class ON event(class, id);
        """,
        // What the fleet is asked by. Reported facts and operators' labels are apart. NULL is nowhere, so that a
        // comparison is true or false. The keys are what is compared (Aops.Query), in the order of their bytes.
        // The column "online" has no reader any more: SQLite drops columns from 3.35 on, and 3.34 is linked in.
        """
        ALTER TABLE agent ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
        UPDATE agent SET state = CASE WHEN last_seen IS NULL THEN 0 WHEN online = 1 THEN 1 ELSE 3 END;
        ALTER TABLE agent ADD COLUMN hostname_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN version_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN os TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN os_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN kernel TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN kernel_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN architecture TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN service_manager TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE agent ADD COLUMN upgrade TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN facts TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN labels_revision INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX agent_by_hostname ON agent(hostname_key, id);
        CREATE INDEX agent_by_version ON agent(version_key, id);
        CREATE INDEX agent_by_state ON agent(state, id);
        CREATE INDEX agent_by_last_seen ON agent(coalesce(last_seen, 0), id);
        CREATE INDEX agent_by_enrolled ON agent(enrolled_at, id);
        CREATE INDEX agent_by_os ON agent(os_key, id);
        CREATE INDEX agent_by_kernel ON agent(kernel_key, id);
        CREATE INDEX agent_by_architecture ON agent(architecture, id);
        CREATE INDEX agent_by_service_manager ON agent(service_manager, id);
        CREATE INDEX agent_by_faults ON agent(faults, id);
        CREATE INDEX agent_by_upgrade ON agent(upgrade, id);
        CREATE TABLE agent_label (
          agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL,
          PRIMARY KEY (agent_id, name));
        CREATE INDEX agent_label_by_value ON agent_label(name, value, agent_id);
        CREATE INDEX agent_label_by_name ON agent_label(name, agent_id);
        CREATE TABLE label_target (agent_id TEXT PRIMARY KEY);
        CREATE TABLE agent_sub_agent (
          agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE, name TEXT NOT NULL,
          PRIMARY KEY (agent_id, name));
        CREATE INDEX agent_sub_agent_by_name ON agent_sub_agent(name, agent_id);
        CREATE TABLE enrolment_label (
          token_id TEXT NOT NULL REFERENCES enrolment_token(id) ON DELETE CASCADE,
          name TEXT NOT NULL, value TEXT NOT NULL,
          PRIMARY KEY (token_id, name));
        """,
        // Groups: named queries, whose ranks order the layers of what should be.
        """
        CREATE TABLE host_group (
          name TEXT PRIMARY KEY, rank INTEGER NOT NULL UNIQUE, query TEXT NOT NULL, note TEXT NOT NULL,
          revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL);
        """,
        // What should be, in layers (docs/internals/FLEET-MODEL.md); LayerMigration moves what "desired" has.
        """
        ALTER TABLE host_group ADD COLUMN head INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE layer_revision (
          layer TEXT NOT NULL, number INTEGER NOT NULL, change INTEGER NOT NULL, document BLOB,
          created_at INTEGER NOT NULL, author TEXT NOT NULL, message TEXT NOT NULL, strategy TEXT NOT NULL,
          revert_of INTEGER, PRIMARY KEY (layer, number));
        CREATE TABLE host_layer (
          agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE, layer TEXT NOT NULL,
          revision INTEGER NOT NULL, PRIMARY KEY (agent_id, layer));
        CREATE INDEX host_layer_by_layer ON host_layer(layer, agent_id);
        CREATE TABLE host_desired (
          agent_id TEXT PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE, revision INTEGER NOT NULL,
          changed_at INTEGER NOT NULL);
        CREATE INDEX host_desired_by_revision ON host_desired(revision);
        CREATE TABLE operation (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, revision INTEGER NOT NULL,
          state TEXT NOT NULL, total INTEGER NOT NULL, done INTEGER NOT NULL, place TEXT NOT NULL,
          created_at INTEGER NOT NULL, created_by TEXT NOT NULL, ended_at INTEGER);
        CREATE INDEX operation_by_state ON operation(state, created_at, id);
        CREATE TABLE host_review (
          operation_id TEXT NOT NULL, agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE,
          PRIMARY KEY (operation_id, agent_id));
        """,
        // Requests with a key, so that none is done twice; without a status its end was not seen.
        """
        CREATE TABLE idempotency (
          operator_id TEXT NOT NULL, key TEXT NOT NULL, request_hash BLOB NOT NULL, created_at INTEGER NOT NULL,
          status INTEGER, etag TEXT, location TEXT, body BLOB, PRIMARY KEY (operator_id, key));
        CREATE INDEX idempotency_by_age ON idempotency(created_at);
        """,
        // Events that repeat are one row with a count, and events are found by their kinds and hosts.
        """
        ALTER TABLE event ADD COLUMN series TEXT;
        ALTER TABLE event ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE event ADD COLUMN first_at INTEGER;
        CREATE INDEX event_of_series ON event(agent_id, series, id) WHERE series IS NOT NULL;
        CREATE INDEX event_of_kind ON event(kind, id);
        CREATE INDEX event_of_agent ON event(agent_id, id);
        """,
        // Histories of the numbers that hosts are told, and the hosts that hold what this database does not know.
        """
        CREATE TABLE history (id TEXT PRIMARY KEY, from_change INTEGER NOT NULL);
        ALTER TABLE host_desired ADD COLUMN imposed INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE host_held (
          agent_id TEXT PRIMARY KEY REFERENCES agent(id) ON DELETE CASCADE, history TEXT NOT NULL,
          revision INTEGER NOT NULL, since_change INTEGER, digest TEXT NOT NULL, told_at INTEGER NOT NULL);
        CREATE INDEX host_held_by_digest ON host_held(digest);
        CREATE TABLE held_document (digest TEXT PRIMARY KEY, document BLOB NOT NULL);
        ALTER TABLE agent ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX agent_by_standing ON agent(standing, id);
        """,
        // Inventories: contents by section and hash, who names them, and what hosts are found by of them. A number
        // that a host does not tell is -1, a text is empty.
        """
        CREATE TABLE inventory_content (
          id INTEGER PRIMARY KEY AUTOINCREMENT, section TEXT NOT NULL, hash TEXT NOT NULL, document BLOB NOT NULL,
          bytes INTEGER NOT NULL, stored_at INTEGER NOT NULL, UNIQUE (section, hash));
        CREATE TABLE agent_inventory (
          agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE, section TEXT NOT NULL, hash TEXT NOT NULL,
          at INTEGER NOT NULL, PRIMARY KEY (agent_id, section));
        CREATE INDEX agent_inventory_by_hash ON agent_inventory(section, hash, agent_id);
        CREATE TABLE inventory_package (
          content_id INTEGER NOT NULL REFERENCES inventory_content(id) ON DELETE CASCADE, name TEXT NOT NULL,
          version_key TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (content_id, name, version_key));
        CREATE INDEX inventory_package_by_version ON inventory_package(name, version_key, content_id);
        CREATE TABLE agent_address (
          agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE, address_key TEXT NOT NULL,
          PRIMARY KEY (agent_id, address_key));
        CREATE INDEX agent_address_by_key ON agent_address(address_key, agent_id);
        INSERT INTO counter VALUES ('inventory_bytes', 0);
        ALTER TABLE agent ADD COLUMN os_id TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN os_version TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN os_version_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN kernel_version TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN kernel_version_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN libc TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN libc_version TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN libc_version_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE agent ADD COLUMN cpu_count INTEGER NOT NULL DEFAULT -1;
        ALTER TABLE agent ADD COLUMN memory_bytes INTEGER NOT NULL DEFAULT -1;
        ALTER TABLE agent ADD COLUMN disk_free INTEGER NOT NULL DEFAULT -1;
        ALTER TABLE agent ADD COLUMN packages_id INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX agent_by_os_id ON agent(os_id, id);
        CREATE INDEX agent_by_os_version ON agent(os_version_key, id);
        CREATE INDEX agent_by_kernel_version ON agent(kernel_version_key, id);
        CREATE INDEX agent_by_libc ON agent(libc, id);
        CREATE INDEX agent_by_libc_version ON agent(libc_version_key, id);
        CREATE INDEX agent_by_cpu_count ON agent(cpu_count, id);
        CREATE INDEX agent_by_memory ON agent(memory_bytes, id);
        CREATE INDEX agent_by_disk_free ON agent(disk_free, id);
        CREATE INDEX agent_by_packages ON agent(packages_id, id);
        """,
        // Enrolment tokens: from where one may be shown, with spaces between, whether an operator approves each host,
        // the last use, and the hosts that wait.
        """
        ALTER TABLE enrolment_token ADD COLUMN networks TEXT NOT NULL DEFAULT '';
        ALTER TABLE enrolment_token ADD COLUMN approval TEXT NOT NULL DEFAULT 'Auto';
        ALTER TABLE enrolment_token ADD COLUMN last_used_at INTEGER;
        ALTER TABLE enrolment_token ADD COLUMN last_address TEXT;
        ALTER TABLE enrolment_token ADD COLUMN last_agent_id TEXT;
        ALTER TABLE enrolment_token ADD COLUMN last_hostname TEXT;
        CREATE TABLE enrolment_request (
          id TEXT PRIMARY KEY, token_id TEXT NOT NULL REFERENCES enrolment_token(id) ON DELETE CASCADE,
          host_key TEXT NOT NULL, machine_id TEXT NOT NULL, hostname TEXT NOT NULL, version TEXT NOT NULL,
          address TEXT, asked_at INTEGER NOT NULL, state TEXT NOT NULL, UNIQUE (token_id, host_key));
        CREATE INDEX enrolment_request_by_age ON enrolment_request(asked_at, id);
        """,
        // Counts of hosts by the values of fields, which triggers store (CountSource).
        """
        CREATE TABLE host_count (
          field TEXT NOT NULL, value TEXT NOT NULL, hosts INTEGER NOT NULL, PRIMARY KEY (field, value));
        """,
        // Who caused an event, and by what: a revision of a layer, or a command.
        """
        ALTER TABLE event ADD COLUMN actor TEXT;
        ALTER TABLE event ADD COLUMN layer TEXT;
        ALTER TABLE event ADD COLUMN revision INTEGER;
        ALTER TABLE event ADD COLUMN command_id TEXT;
        """,
    ];
}
