using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Rules of approval, and requests that wait by them.</summary>
internal sealed class ApprovalStore(Database database)
{
    /// <summary>Rules by name, after a name.</summary>
    public ValueTask<List<ApprovalRule>> ListRulesAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ListRules(connection, after, limit), cancellationToken);

    /// <summary>Writes a rule, whether or not it is there.</summary>
    /// <returns>Whether there was room for it.</returns>
    public Task<bool> SaveRuleAsync(ApprovalRule rule, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var rules = ListRules(connection);
            if (rules.Count >= ApprovalLimits.RulesMax && !rules.Exists(other => other.Name == rule.Name)) return false;
            connection.Prepare(
                "INSERT INTO approval_rule (name, scope, hosts_min, changed_at, changed_by) " +
                "VALUES (@name, @scope, @min, @at, @by) ON CONFLICT(name) DO UPDATE SET scope = excluded.scope, " +
                "hosts_min = excluded.hosts_min, changed_at = excluded.changed_at, changed_by = excluded.changed_by")
                .Set("@name", rule.Name).Set("@scope", rule.Scope).Set("@min", rule.HostsMin)
                .Set("@at", rule.ChangedAt).Set("@by", rule.ChangedBy).Run();
            AuditRows.Append(connection, ApprovalAudit.Written(rules.Find(other => other.Name == rule.Name), rule));
            return true;
        },
        Durability.Disk, cancellationToken);

    /// <summary>Removes a rule.</summary>
    /// <param name="isDry">Whether only to tell whether there is one.</param>
    /// <returns>Whether there was one.</returns>
    public Task<bool> RemoveRuleAsync(
        string name, bool isDry, CancellationToken cancellationToken) => database.RunAsync(
        connection =>
        {
            if (ListRules(connection).Find(rule => rule.Name == name) is not { } rule) return false;
            if (isDry) return true;
            connection.Prepare("DELETE FROM approval_rule WHERE name = @name").Set("@name", name).Run();
            AuditRows.Append(connection, ApprovalAudit.Removed(rule));
            return true;
        },
        isDry, cancellationToken);

    /// <summary>The first rule by which a change of hosts needs another person, and how many hosts it reaches.</summary>
    public ValueTask<(ApprovalRule? Rule, long Count)> FindRuleAsync(
        QueryNode hosts, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync<(ApprovalRule?, long)>(
            connection =>
            {
                foreach (var rule in ListRules(connection))
                {
                    var count = HostStore.Count(
                        connection, ScopeQuery.Both(ScopeQuery.Parse(rule.Scope), hosts), now);
                    if (count >= rule.HostsMin) return (rule, HostStore.Count(connection, hosts, now));
                }
                return (null, 0);
            },
            cancellationToken);

    /// <summary>How many hosts of a query are outside of a scope.</summary>
    public ValueTask<long> CountOutsideAsync(
        QueryNode hosts, QueryNode scope, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => ScopeQuery.IsFleet(scope) ? 0 : HostStore.CountRows(
                connection, new QueryNode.And([hosts, new QueryNode.Not(scope)]), now),
            cancellationToken);

    /// <summary>One request, or null.</summary>
    public ValueTask<ApprovalRecord?> FindAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ApprovalRows.Find(connection, id, now), cancellationToken);

    /// <summary>Requests before an id, the newest first.</summary>
    public ValueTask<List<ApprovalRecord>> ListAsync(
        string? before, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ApprovalRows.List(connection, before, limit, now), cancellationToken);

    /// <summary>Adds a request that waits.</summary>
    /// <returns>Whether there was room for it.</returns>
    public Task<bool> AddAsync(ApprovalRecord record, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            if (ApprovalRows.CountWaiting(connection, record.AskedAt) >= ApprovalLimits.WaitingMax) return false;
            ApprovalRows.Add(connection, record);
            AuditRows.Append(connection, ApprovalAudit.Asked(record));
            return true;
        },
        Durability.Disk, cancellationToken);

    /// <summary>Decides a request that waits. It is on the disk when it returns.</summary>
    /// <returns>Whether it waited until now.</returns>
    public Task<bool> DecideAsync(
        string id, ApprovalState state, string by, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                if (ApprovalRows.Find(connection, id, now) is not { } record
                    || !ApprovalRows.Decide(connection, id, state, by, now))
                {
                    return false;
                }
                AuditRows.Append(connection, ApprovalAudit.Decided(record, state));
                return true;
            },
            Durability.Disk, cancellationToken);

    /// <summary>Stores the answer of a request that was approved.</summary>
    public Task EndAsync(string id, int status, byte[]? answer) => database.WriteAsync(
        connection => ApprovalRows.End(connection, id, status, answer), Durability.Disk, CancellationToken.None);

    private static List<ApprovalRule> ListRules(
        StoreConnection connection, string after = "", int limit = ApprovalLimits.RulesMax) => connection.Prepare(
        "SELECT name, scope, hosts_min, changed_at, changed_by FROM approval_rule WHERE name > @after " +
        "ORDER BY name LIMIT @limit")
        .Set("@after", after).Set("@limit", limit).Read(row => new ApprovalRule
        {
            Name = row.GetString(0),
            Scope = row.GetString(1),
            HostsMin = row.GetInt64(2),
            ChangedAt = row.Time(3),
            ChangedBy = row.GetString(4),
        });
}
