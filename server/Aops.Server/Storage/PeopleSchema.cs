namespace Aops.Server.Storage;

/// <summary>The step of the schema that brings users; <see cref="SchemaSteps"/> says when it is taken.</summary>
internal static class PeopleSchema
{
    /// <summary>
    /// Users, their sessions, and grants of roles on scopes; tokens of operators become keys that are admins.
    /// </summary>
    public const string Users =
        """
        CREATE TABLE person (
          id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, full_name TEXT NOT NULL, password TEXT,
          revision INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
          disabled INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER,
          signed_in_at INTEGER);
        CREATE TABLE person_session (
          id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE,
          user_id TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE, created_at INTEGER NOT NULL,
          used_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, address TEXT, client TEXT);
        CREATE INDEX person_session_by_user ON person_session(user_id, id);
        CREATE TABLE holder_grant (
          holder_id TEXT NOT NULL, position INTEGER NOT NULL, role TEXT NOT NULL, scope TEXT NOT NULL,
          PRIMARY KEY (holder_id, position));
        ALTER TABLE operator_token RENAME TO api_key;
        ALTER TABLE api_key ADD COLUMN owner_id TEXT REFERENCES person(id) ON DELETE CASCADE;
        ALTER TABLE api_key ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
        ALTER TABLE api_key ADD COLUMN revoked_by TEXT;
        ALTER TABLE api_key ADD COLUMN used_at INTEGER;
        ALTER TABLE api_key ADD COLUMN used_from TEXT;
        CREATE INDEX api_key_by_owner ON api_key(owner_id);
        INSERT INTO holder_grant (holder_id, position, role, scope) SELECT id, 0, 'admin', '' FROM api_key;
        """;

    /// <summary>Which person at the identity provider a user is.</summary>
    public const string Identities =
        """
        ALTER TABLE person ADD COLUMN of_provider INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE person ADD COLUMN identity TEXT;
        CREATE UNIQUE INDEX person_by_identity ON person(identity) WHERE identity IS NOT NULL;
        """;

    /// <summary>Requests that wait for another person, and the rules that say which do.</summary>
    public const string Approvals =
        """
        CREATE TABLE approval_rule (
          name TEXT PRIMARY KEY, scope TEXT NOT NULL, hosts_min INTEGER NOT NULL, changed_at INTEGER NOT NULL,
          changed_by TEXT NOT NULL);
        CREATE TABLE approval (
          id TEXT PRIMARY KEY, state TEXT NOT NULL, method TEXT NOT NULL, route TEXT NOT NULL, path TEXT NOT NULL,
          if_match TEXT, body BLOB NOT NULL, hosts TEXT NOT NULL, host_count INTEGER NOT NULL, rule TEXT NOT NULL,
          asked_at INTEGER NOT NULL, asked_by TEXT NOT NULL, asker_id TEXT NOT NULL, asker_user_id TEXT,
          expires_at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT, answer_status INTEGER, answer BLOB);
        """;
}
