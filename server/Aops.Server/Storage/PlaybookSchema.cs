namespace Aops.Server.Storage;

/// <summary>The step of the schema that brings playbooks; <see cref="SchemaSteps"/> says when it is taken.</summary>
internal static class PlaybookSchema
{
    /// <summary>
    /// What a playbook did on a host of a run, as the host told it; and of each playbook and host what was found last:
    /// <c>drifted</c> counts tasks that would change something, which <c>tasks</c> names.
    /// </summary>
    public const string Playbooks =
        """
        ALTER TABLE run_host ADD COLUMN playbook TEXT;
        CREATE TABLE playbook_host (
          playbook TEXT NOT NULL, agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE, version TEXT NOT NULL,
          run_id TEXT NOT NULL, applied_at INTEGER, checked_at INTEGER, drifted INTEGER NOT NULL, tasks TEXT NOT NULL,
          PRIMARY KEY (playbook, agent_id));
        CREATE INDEX playbook_host_by_agent ON playbook_host(agent_id, playbook);
        CREATE INDEX playbook_host_drifted ON playbook_host(agent_id, playbook) WHERE drifted > 0;
        INSERT INTO alert_rule (name, note, severity, condition, query, of_query, threshold, is_share, rise_seconds,
          for_seconds, enabled, routes, revision, changed_at, changed_by) VALUES
          ('playbook-drift', 'A check of a playbook has found a host on which it would change something.',
            'warning', 'drift', '', '', 1, 0, 0, 0, 1, '*', 1, 0, 'aops-server') ON CONFLICT (name) DO NOTHING;
        """;
}
