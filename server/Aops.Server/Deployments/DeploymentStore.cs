using Aops.Query;
using Aops.Server.Deployments.Facts;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Rights;
using Aops.Server.Runs;
using Aops.Server.Storage;

namespace Aops.Server.Deployments;

/// <summary>Deployments in the database; each write is one transaction.</summary>
internal sealed class DeploymentStore(Database database)
{
    /// <summary>Deployments by name, after one.</summary>
    /// <param name="kind">The name of their runbook; null for any.</param>
    public ValueTask<List<DeploymentRecord>> ListAsync(
        string? kind, string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => DeploymentRows.List(connection, kind, after, limit), cancellationToken);

    /// <summary>One deployment, or null.</summary>
    public ValueTask<DeploymentRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => DeploymentRows.Find(connection, name), cancellationToken);

    /// <summary>What hosts and runs tell of a deployment: hosts by state, and its newest run.</summary>
    public ValueTask<(IReadOnlyDictionary<string, long> Hosts, RunRecord? LastRun)> LookAsync(
        DeploymentRecord deployment, CancellationToken cancellationToken) => database.ReadAsync(
        connection => (
            DeploymentHostRows.Count(connection, deployment.Name, deployment.ContentRevision),
            RunRows.List(connection, RunListFilter.OfDeployment(deployment.Name), null, 1)
                .FirstOrDefault(run => run.CreatedAt >= deployment.CreatedAt)),
        cancellationToken);

    /// <summary>Its hosts by state, those included on which nothing was done yet.</summary>
    /// <param name="scope">Hosts that may be read.</param>
    public ValueTask<IReadOnlyDictionary<string, long>> CountHostsAsync(
        DeploymentRecord deployment, QueryNode scope, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => DeploymentHostRows.Count(
                connection, deployment.Name, ScopeQuery.Parse(deployment.Query), scope,
                deployment.ContentRevision, now),
            cancellationToken);

    /// <summary>Its hosts after an id.</summary>
    /// <param name="scope">Hosts that may be read.</param>
    public ValueTask<List<DeploymentHostRecord>> ListHostsAsync(
        DeploymentRecord deployment, QueryNode scope, DeploymentHostFilter filter, string after, int limit,
        DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync(
        connection => DeploymentHostRows.List(
            connection, deployment.Name, ScopeQuery.Parse(deployment.Query), scope, deployment.ContentRevision, filter,
            after, limit, now),
        cancellationToken);

    /// <summary>How many runs of a deployment are stored.</summary>
    public ValueTask<long> CountRunsAsync(DeploymentRecord deployment, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => RunRows.CountOfDeployment(connection, deployment.Name, deployment.CreatedAt),
            cancellationToken);

    /// <summary>Runs of a deployment after one, the oldest first.</summary>
    public ValueTask<List<RunRecord>> ListRunsAsync(
        DeploymentRecord deployment, string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => RunRows.ListOfDeployment(connection, deployment.Name, deployment.CreatedAt, after, limit),
            cancellationToken);

    /// <summary>Writes a deployment.</summary>
    /// <param name="wanted">The deployment; its revisions are given by the write.</param>
    /// <param name="query">Its hosts.</param>
    /// <param name="isNew">Whether it is made by it; else it is there.</param>
    /// <param name="expected">The revision that it must have; null for any.</param>
    /// <param name="scope">The hosts that the writer may change.</param>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<DeploymentWrite> SaveAsync(
        DeploymentRecord wanted, QueryNode query, bool isNew, long? expected, QueryNode scope, bool isDry,
        CancellationToken cancellationToken) => database.RunAsync<DeploymentWrite>(
        connection =>
        {
            var before = DeploymentRows.Find(connection, wanted.Name);
            if (isNew && before is not null) return new DeploymentWrite.NameTaken();
            if (!isNew && Refuse(before, expected, scope) is { } refusal) return refusal;
            if (before is null && DeploymentRows.Count(connection) >= FleetLimits.DeploymentsMax)
                return new DeploymentWrite.TooMany();
            var revision = (before?.Revision ?? 0) + 1;
            var deployment = wanted with
            {
                Revision = revision,
                ContentRevision = before?.HasContentOf(wanted) == true ? before.ContentRevision : revision,
                CreatedAt = before?.CreatedAt ?? wanted.ChangedAt,
                CreatedBy = before?.CreatedBy ?? wanted.ChangedBy,
                Runs = before?.Runs ?? 0,
            };
            var count = HostStore.Count(connection, query, wanted.ChangedAt);
            if (isDry) return new DeploymentWrite.Saved(deployment, count);
            DeploymentRows.Save(connection, deployment);
            AuditRows.Append(connection, DeploymentAudit.Saved(deployment, before));
            var clause = $"is written: {deployment.Runbook.Name} {deployment.Runbook.Version}, for {Counted.Hosts(count)} as of now.";
            EventStore.Append(connection, [DeploymentEvents.Of(deployment, clause, wanted.ChangedAt)]);
            return new DeploymentWrite.Saved(deployment, count);
        },
        isDry, cancellationToken);

    /// <summary>Removes a deployment of which every run has ended; what is on hosts stays there.</summary>
    public Task<DeploymentWrite> RemoveAsync(
        string name, long? expected, QueryNode scope, bool isDry, DateTimeOffset now,
        CancellationToken cancellationToken) => database.RunAsync<DeploymentWrite>(
        connection =>
        {
            var before = DeploymentRows.Find(connection, name);
            if (Refuse(before, expected, scope) is { } refusal) return refusal;
            if (RunRows.FindOpenOf(connection, name) is { } open) return new DeploymentWrite.Busy(open);
            if (isDry) return new DeploymentWrite.Removed();
            DeploymentRows.Remove(connection, name);
            AuditRows.Append(connection, DeploymentAudit.Removed(before!));
            EventStore.Append(connection,
                [DeploymentEvents.Of(before!, "is removed; what hosts have of it stays there.", now)]);
            return new DeploymentWrite.Removed();
        },
        isDry, cancellationToken);

    private static DeploymentWrite? Refuse(DeploymentRecord? before, long? expected, QueryNode scope)
    {
        if (before is null) return new DeploymentWrite.NoSuchDeployment();
        if (!ScopeQuery.Covers(scope, ScopeQuery.Parse(before.Query))) return new DeploymentWrite.OutsideScope(scope);
        return expected is not null && expected != before.Revision
            ? new DeploymentWrite.OtherRevision(before.Revision)
            : null;
    }
}
