namespace Aops.Server.Storage;

/// <summary>The step of the schema that brings alerts and webhooks; <see cref="SchemaSteps"/> says when it is taken.</summary>
internal static class AlertSchema
{
    /// <summary>Its number, from 1.</summary>
    public const int Step = 18;

    /// <summary>
    /// Rules with those of every new server, the state of each, silences, webhooks, and what waits for them or was sent.
    /// </summary>
    public const string Alerts =
        """
        CREATE TABLE alert_rule (
          name TEXT PRIMARY KEY, note TEXT NOT NULL, severity TEXT NOT NULL, condition TEXT NOT NULL,
          query TEXT NOT NULL, of_query TEXT NOT NULL, threshold INTEGER NOT NULL, is_share INTEGER NOT NULL,
          rise_seconds INTEGER NOT NULL, for_seconds INTEGER NOT NULL, enabled INTEGER NOT NULL, routes TEXT NOT NULL,
          revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL);
        CREATE TABLE alert_state (
          rule TEXT PRIMARY KEY REFERENCES alert_rule(name) ON DELETE CASCADE, state TEXT NOT NULL,
          since INTEGER NOT NULL, held_since INTEGER, clear_since INTEGER, told INTEGER NOT NULL, fired_at INTEGER,
          why TEXT NOT NULL);
        CREATE TABLE alert_silence (
          id TEXT PRIMARY KEY, rule TEXT, query TEXT, until INTEGER NOT NULL, author TEXT NOT NULL,
          reason TEXT NOT NULL, created_at INTEGER NOT NULL);
        CREATE INDEX alert_silence_by_end ON alert_silence(until, id);
        CREATE TABLE webhook (
          name TEXT PRIMARY KEY, url TEXT NOT NULL, secret BLOB NOT NULL, note TEXT NOT NULL, enabled INTEGER NOT NULL,
          revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL, delivered_at INTEGER,
          failing_since INTEGER, fault TEXT);
        CREATE TABLE webhook_delivery (
          id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE,
          webhook TEXT NOT NULL REFERENCES webhook(name) ON DELETE CASCADE, kind TEXT NOT NULL, alert TEXT,
          body BLOB NOT NULL, created_at INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
          next_at INTEGER, ended_at INTEGER, status INTEGER, fault TEXT);
        CREATE INDEX webhook_delivery_by_state ON webhook_delivery(webhook, state, id);
        CREATE INDEX webhook_delivery_by_end ON webhook_delivery(ended_at) WHERE ended_at IS NOT NULL;
        ALTER TABLE agent ADD COLUMN failing INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX agent_by_failing ON agent(failing, id);
        INSERT INTO alert_rule (name, note, severity, condition, query, of_query, threshold, is_share, rise_seconds,
          for_seconds, enabled, routes, revision, changed_at, changed_by) VALUES
          ('fleet-silent',
            'A share of the fleet is silent. Copy it for a group: the hosts of the group in both queries.', 'critical',
            'hosts', 'state=offline', 'not state in (never, gone, stopped, uninstalled)', 10, 1, 0, 120,
            1, '*', 1, 0, 'aops-server'),
          ('upgrades-hindered',
            'More hosts than before tell that the server, the network or the disk hinders an upgrade.', 'warning',
            'hosts', 'upgrade=hindered', '', 2, 1, 3600, 300, 1, '*', 1, 0, 'aops-server'),
          ('sub-agents-failing', 'A sub-agent has failed, or ends again and again.',
            'warning', 'hosts', 'not failing=0', '', 1, 0, 0, 300, 1, '*', 1, 0, 'aops-server'),
          ('certificate-ending', 'A certificate of the server or its authority ends within days.',
            'critical', 'certificate', '', '', 14, 0, 0, 0, 1, '*', 1, 0, 'aops-server'),
          ('metadata-ending', 'The signed metadata of the releases ends within days; hosts take no release then.',
            'critical', 'metadata', '', '', 2, 0, 0, 0, 1, '*', 1, 0, 'aops-server'),
          ('disk-low', 'The disk of the server has little room.',
            'critical', 'disk', '', '', 10, 0, 0, 300, 1, '*', 1, 0, 'aops-server'),
          ('backup-old', 'The newest backup is older than two of its intervals.',
            'warning', 'backup', '', '', 200, 0, 0, 0, 1, '*', 1, 0, 'aops-server'),
          ('webhook-dead', 'A webhook has taken nothing for an hour.',
            'warning', 'webhook', '', '', 1, 0, 0, 3600, 1, '*', 1, 0, 'aops-server'),
          ('clone-suspected', 'Two hosts use one identity, or a clone waits for consent.',
            'warning', 'clone', '', '', 1, 0, 0, 0, 1, '*', 1, 0, 'aops-server');
        """;
}
