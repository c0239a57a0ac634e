using Aops.Query;
using Aops.Server.Deployments.Facts;
using Aops.Server.Events;
using Aops.Server.Hosts.Sql;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>The operators' side of runs in the database.</summary>
internal sealed class RunStore(Database database)
{
    /// <summary>One run, or null.</summary>
    public ValueTask<RunRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RunRows.Find(connection, id), cancellationToken);

    /// <summary>Runs, the newest first.</summary>
    public ValueTask<List<RunRecord>> ListAsync(
        RunListFilter filter, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RunRows.List(connection, filter, before, limit), cancellationToken);

    /// <summary>Whether every host of a run that is in the fleet is in a scope.</summary>
    public ValueTask<bool> IsWithinAsync(
        string id, QueryNode scope, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection =>
            {
                var sql = new SqlText().Add("SELECT 1 FROM run_host h JOIN agent a ON a.id = h.agent_id WHERE h.run_id = ")
                    .Value(id).Add(" AND ");
                new HostCondition(sql, now).Add(new QueryNode.Not(scope));
                using var command = sql.Add(" LIMIT 1").Prepare(connection);
                return !command.HasRow();
            },
            cancellationToken);

    /// <summary>One host of a run, or null.</summary>
    public ValueTask<RunHostRecord?> FindHostAsync(string id, string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RunHostRows.Find(connection, id, agentId), cancellationToken);

    /// <summary>Hosts of a run after an id.</summary>
    public ValueTask<List<RunHostRecord>> ListHostsAsync(
        string id, RunHostFilter filter, string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => RunHostRows.List(connection, id, filter, after, limit), cancellationToken);

    /// <summary>Ids of the hosts of a run with some phases.</summary>
    public ValueTask<List<string>> ListIdsAsync(
        string id, IReadOnlyList<string> phases, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RunHostRows.ListIds(connection, id, phases), cancellationToken);

    /// <summary>Hosts of a run by equal output.</summary>
    public ValueTask<RunOutputs> GroupOutputsAsync(string id, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection =>
            {
                var groups = connection.Prepare(
                    "SELECT digest, count(*), min(agent_id) FROM run_host WHERE run_id = @id AND digest IS NOT NULL " +
                    "GROUP BY digest ORDER BY count(*) DESC, digest")
                    .Set("@id", id).Read(row => new OutputGroup(row.GetString(0), row.GetInt64(1), row.GetString(2)));
                return new RunOutputs
                {
                    Outputs = [.. groups.Take(limit)],
                    More = Math.Max(0, groups.Count - limit),
                    Without = connection.Prepare(
                        "SELECT count(*) FROM run_host WHERE run_id = @id AND digest IS NULL")
                        .Set("@id", id).ReadNumber(),
                };
            },
            cancellationToken);

    /// <summary>Starts a run: its hosts are resolved, compared with the plan that was seen, and stored with it.</summary>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<StartOutcome> StartAsync(RunDraft draft, bool isDry, CancellationToken cancellationToken) => isDry
        ? database.ReadAsync(connection => Resolve(connection, draft, isDry: true), cancellationToken).AsTask()
        // Not cancelled in the middle: a run that is on the disk goes on.
        : database.WriteAsync(connection => Start(connection, draft), Durability.Disk, CancellationToken.None);

    /// <summary>Cancels a run of which not every host has ended.</summary>
    /// <returns>The run, and its hosts that have to be told; null where it has ended, or was cancelled.</returns>
    public Task<(RunRecord Run, List<string> Told)?> CancelAsync(string id, string? reason, DateTimeOffset now) =>
        database.WriteAsync<(RunRecord, List<string>)?>(
            connection =>
            {
                if (RunRows.Find(connection, id) is not { EndedAt: null, State: not RunState.Cancelled } run)
                    return null;
                AuditRows.Append(connection, RunAudit.Cancelled(run, reason));
                RunRows.SetState(connection, id, RunState.Cancelled, reason, now);
                EventStore.Append(connection, [RunEvents.OfRun(run, "is cancelled.", now)]);
                var told = run.Counts.ByPhase.Keys.Where(RunPhases.IsInFlight).ToList();
                return (RunRows.Find(connection, id)!, RunHostRows.ListIds(connection, id, told));
            },
            Durability.Disk, CancellationToken.None);

    // A dry run tells of no host that there is none.
    private static StartOutcome Resolve(StoreConnection connection, RunDraft draft, bool isDry)
    {
        var hosts = RunPlanner.Resolve(connection, draft);
        if (draft is { Ids: { } ids, IsLenient: false } && hosts.Count < ids.Count)
        {
            var found = hosts.Select(host => host.Id).ToHashSet(StringComparer.Ordinal);
            return new StartOutcome.Missing(ids.First(id => !found.Contains(id)));
        }
        if (hosts.Count == 0 && !isDry) return new StartOutcome.NoHost();
        if (draft.PlanHash is { } seen && RunPlanner.HashOf(draft, hosts) is var hash && hash != seen)
            return new StartOutcome.OtherPlan(hosts.Count, hash);
        if (draft.Deployment is { } use && RunRows.FindOpenOf(connection, use.Name) is { } open)
            return new StartOutcome.DeploymentBusy(use.Name, open);
        return RunRows.ListOpen(connection).Count >= FleetLimits.OpenRunsMax
            ? new StartOutcome.TooMany()
            : new StartOutcome.Started(draft.ToRecord(hosts.Count), hosts);
    }

    /// <summary>Starts a run within a transaction, as <see cref="StartAsync"/> does.</summary>
    public static StartOutcome Start(StoreConnection connection, RunDraft draft)
    {
        var outcome = Resolve(connection, draft, isDry: false);
        if (outcome is not StartOutcome.Started(var run, var hosts)) return outcome;
        AuditRows.Append(connection, RunAudit.Started(run, hosts));
        RunRows.Add(connection, run);
        if (run.Deployment is { } use) DeploymentRunRows.Count(connection, use.Name);
        RunHostRows.Add(connection, run.Id, hosts, draft.Now);
        EventStore.Append(connection, [RunEvents.OfRun(run, $"is started on {Counted.Hosts(hosts.Count)}.", draft.Now)]);
        return outcome;
    }
}
