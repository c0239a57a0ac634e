namespace Aops.Server.Storage;

/// <summary>The step of the schema that brings deployments; <see cref="SchemaSteps"/> says when it is taken.</summary>
internal static class DeploymentSchema
{
    /// <summary>
    /// A deployment; of each host how the last verb ended on it, with the revision that was deployed last, NULL where none is
    /// there. A run names the deployment that it is of, with what it does of it.
    /// </summary>
    public const string Deployments =
        """
        CREATE TABLE deployment (
          name TEXT PRIMARY KEY, kind TEXT NOT NULL, kind_version TEXT NOT NULL, query TEXT NOT NULL,
          parameters TEXT NOT NULL, pace TEXT NOT NULL, note TEXT NOT NULL, revision INTEGER NOT NULL,
          content_revision INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
          changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL, runs INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE deployment_host (
          deployment TEXT NOT NULL REFERENCES deployment(name) ON DELETE CASCADE,
          agent_id TEXT NOT NULL REFERENCES agent(id) ON DELETE CASCADE, verb TEXT NOT NULL, phase TEXT NOT NULL,
          reason TEXT, run_id TEXT NOT NULL, at INTEGER NOT NULL, failed INTEGER NOT NULL DEFAULT 0,
          deployed_revision INTEGER, deployed_at INTEGER, PRIMARY KEY (deployment, agent_id));
        CREATE INDEX deployment_host_by_agent ON deployment_host(agent_id, deployment);
        ALTER TABLE run ADD COLUMN deployment TEXT;
        ALTER TABLE run ADD COLUMN verb TEXT;
        ALTER TABLE run ADD COLUMN deployment_revision INTEGER;
        CREATE INDEX run_by_deployment ON run(deployment, id) WHERE deployment IS NOT NULL;
        """;
}
