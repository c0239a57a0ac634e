namespace Aops.Server.Storage;

/// <summary>The steps of the schema that bring runs; <see cref="SchemaSteps"/> says when each is taken.</summary>
internal static class RunSchema
{
    /// <summary>When hosts of a run have their turn: its ramp, its window, and whether it ignores a freeze.</summary>
    public const string Pace =
        """
        ALTER TABLE run ADD COLUMN ignores_freeze INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN open_window TEXT;
        ALTER TABLE run ADD COLUMN ramp TEXT;
        """;

    /// <summary>What hosts do by their own code, and the commands that a run gives them for it.</summary>
    public const string Actions =
        """
        ALTER TABLE run ADD COLUMN action TEXT;
        ALTER TABLE command ADD COLUMN run_id TEXT;
        """;

    /// <summary>
    /// How long the file of each host's output is, and those of each run together: <c>dropped_at</c> is when they were deleted to
    /// make room, NULL for never. Of what was stored before, frames are counted without their headers.
    /// </summary>
    public const string Outputs =
        """
        ALTER TABLE run_host ADD COLUMN output_stored INTEGER NOT NULL DEFAULT 0;
        UPDATE run_host SET output_stored = output_received - output_missing WHERE output_received > output_missing;
        CREATE TABLE run_output (
          run_id TEXT PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE, bytes INTEGER NOT NULL, dropped_at INTEGER);
        CREATE INDEX run_output_stored ON run_output(run_id) WHERE bytes > 0;
        INSERT INTO run_output (run_id, bytes)
          SELECT run_id, CAST(sum(output_stored) AS BIGINT) FROM run_host WHERE output_stored > 0 GROUP BY run_id;
        """;

    /// <summary>
    /// A run, its hosts with their phases, and how many hosts have each. <c>parameters</c> are the values that hosts need, NULL
    /// once every host has ended; <c>shown</c> are those that may be read. What a host runs at a server's word is a fact of it.
    /// </summary>
    public const string Runs =
        """
        CREATE TABLE run (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL, run_order TEXT NOT NULL, parameters TEXT,
          shown TEXT NOT NULL, query TEXT, state TEXT NOT NULL, since INTEGER NOT NULL, why TEXT,
          created_at INTEGER NOT NULL, created_by TEXT NOT NULL, reason TEXT NOT NULL, start_before INTEGER NOT NULL,
          longest_seconds INTEGER NOT NULL, concurrency INTEGER NOT NULL, failures_max INTEGER,
          failures_percent INTEGER, while_offline TEXT NOT NULL, rerun_of TEXT, hosts INTEGER NOT NULL,
          ended_at INTEGER);
        CREATE INDEX run_open ON run(id) WHERE ended_at IS NULL;
        CREATE INDEX run_by_state ON run(state, id);
        CREATE INDEX run_by_end ON run(ended_at) WHERE ended_at IS NOT NULL;
        CREATE TABLE run_count (
          run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE, phase TEXT NOT NULL, hosts INTEGER NOT NULL,
          PRIMARY KEY (run_id, phase));
        CREATE TABLE run_host (
          run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE, agent_id TEXT NOT NULL, hostname TEXT NOT NULL,
          position INTEGER NOT NULL, phase TEXT NOT NULL, since INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0,
          sent_at INTEGER, deadline_at INTEGER, reason TEXT, exit_code INTEGER, signal TEXT, started_at INTEGER,
          ended_at INTEGER, cpu_milliseconds INTEGER NOT NULL DEFAULT 0, memory_peak INTEGER NOT NULL DEFAULT 0,
          output_end INTEGER, output_received INTEGER NOT NULL DEFAULT 0, output_missing INTEGER NOT NULL DEFAULT 0,
          digest TEXT, PRIMARY KEY (run_id, agent_id));
        CREATE INDEX run_host_in_order ON run_host(run_id, phase, position, agent_id);
        CREATE INDEX run_host_by_deadline ON run_host(run_id, deadline_at) WHERE deadline_at IS NOT NULL;
        CREATE INDEX run_host_by_output ON run_host(run_id, digest, agent_id);
        CREATE INDEX run_host_by_agent ON run_host(agent_id, run_id);
        CREATE INDEX run_host_open ON run_host(agent_id, run_id) WHERE ended_at IS NULL;
        ALTER TABLE event ADD COLUMN run_id TEXT;
        ALTER TABLE agent ADD COLUMN runs TEXT NOT NULL DEFAULT '';
        """;

    /// <summary>How much output of a host is stored; of runs of before it was always this much.</summary>
    public const string OutputOfAHost =
        "ALTER TABLE run ADD COLUMN output_bytes_max INTEGER NOT NULL DEFAULT 67108864;";
}
