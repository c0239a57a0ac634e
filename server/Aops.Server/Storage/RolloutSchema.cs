namespace Aops.Server.Storage;

/// <summary>The step of the schema that brings rollouts; <see cref="SchemaSteps"/> says when it is taken.</summary>
internal static class RolloutSchema
{
    /// <summary>
    /// A rollout, its stages and its hosts; and the revision that hosts take which come into a layer, where that is not its
    /// newest one. <c>steps</c> counts what was stored of a rollout, so that memory learns that it is not the newest.
    /// </summary>
    public const string Rollouts =
        """
        CREATE TABLE rollout (
          id TEXT PRIMARY KEY, layer TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL, why TEXT,
          strategy TEXT NOT NULL, document BLOB NOT NULL, base INTEGER NOT NULL, revert_of INTEGER, revision INTEGER,
          previous INTEGER, reason TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
          plan TEXT NOT NULL, plan_hash TEXT NOT NULL, planned_at INTEGER NOT NULL, hosts INTEGER NOT NULL,
          undo_of TEXT, undone_by TEXT, approvers TEXT NOT NULL DEFAULT '', started_by TEXT, started_at INTEGER,
          ended_at INTEGER, budget_since INTEGER, paid_until INTEGER, hindered INTEGER NOT NULL DEFAULT 0,
          steps INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX rollout_by_layer ON rollout(layer, id);
        CREATE INDEX rollout_by_state ON rollout(state, id);
        CREATE TABLE rollout_stage (
          rollout_id TEXT NOT NULL REFERENCES rollout(id) ON DELETE CASCADE, place INTEGER NOT NULL,
          state TEXT NOT NULL, wait TEXT NOT NULL, since INTEGER NOT NULL, canaries INTEGER NOT NULL,
          canary_over INTEGER NOT NULL, approved INTEGER NOT NULL, counts TEXT NOT NULL,
          PRIMARY KEY (rollout_id, place));
        CREATE TABLE rollout_host (
          rollout_id TEXT NOT NULL REFERENCES rollout(id) ON DELETE CASCADE, agent_id TEXT NOT NULL,
          stage INTEGER NOT NULL, position INTEGER NOT NULL, canary INTEGER NOT NULL, bytes INTEGER NOT NULL, zone TEXT,
          traits TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0,
          attempt INTEGER NOT NULL DEFAULT 0, excuses INTEGER NOT NULL DEFAULT 0, cause TEXT, deadline_at INTEGER,
          settled_at INTEGER, sickness TEXT NOT NULL DEFAULT 'none', percent INTEGER, exclusion TEXT, why TEXT,
          from_revision INTEGER, told_revision INTEGER, told_change INTEGER, seen_reports TEXT NOT NULL DEFAULT '',
          PRIMARY KEY (rollout_id, agent_id));
        CREATE INDEX rollout_host_in_order ON rollout_host(rollout_id, stage, position, agent_id);
        CREATE INDEX rollout_host_by_state ON rollout_host(rollout_id, state, stage, position, agent_id);
        CREATE INDEX rollout_host_by_agent ON rollout_host(agent_id, rollout_id);
        CREATE TABLE layer_entry (layer TEXT PRIMARY KEY, revision INTEGER NOT NULL);
        ALTER TABLE event ADD COLUMN rollout_id TEXT;
        """;
}
