using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Layers;
using Aops.Server.Operations;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.Groups;

/// <summary>Reads and writes groups; each write is one transaction.</summary>
internal sealed class GroupStore(Database database)
{
    /// <summary>Every group by ascending rank.</summary>
    public ValueTask<List<GroupRecord>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(GroupRows.List, cancellationToken);

    /// <summary>One group, or null.</summary>
    public ValueTask<GroupRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => GroupRows.Find(connection, name), cancellationToken);

    /// <summary>Writes a group.</summary>
    /// <param name="change">The write.</param>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<GroupOutcome> SaveAsync(GroupChange change, bool isDry, CancellationToken cancellationToken) =>
        database.RunAsync<GroupOutcome>(connection => Save(connection, change, isDry), isDry, cancellationToken);

    /// <summary>Removes a group.</summary>
    /// <param name="expected">The revision that it must have; null for any.</param>
    /// <param name="scope">The hosts that the one who removes it may change.</param>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<GroupOutcome> RemoveAsync(
        string name, long? expected, QueryNode scope, bool isDry, CancellationToken cancellationToken) =>
        database.RunAsync<GroupOutcome>(
            connection =>
            {
                if (GroupRows.Find(connection, name) is not { } group) return new GroupOutcome.NoSuchGroup();
                if (!ScopeQuery.Covers(scope, group.Parse())) return new GroupOutcome.OutsideScope(scope);
                if (expected is not null && expected != group.Revision)
                    return new GroupOutcome.OtherRevision(group.Revision);
                if (LayerRows.FindHead(connection, LayerName.Group(name))?.Document is { IsEmpty: false })
                    return new GroupOutcome.LayerSpeaks();
                if (!isDry) Remove(connection, group);
                return new GroupOutcome.Removed();
            },
            isDry, cancellationToken);

    private static GroupOutcome Save(StoreConnection connection, GroupChange change, bool isDry)
    {
        var before = GroupRows.Find(connection, change.Name);
        if (Refuse(connection, change, before) is { } refusal) return refusal;
        var group = new GroupRecord
        {
            Name = change.Name,
            Rank = change.Rank,
            Q = QueryText.Of(change.Query),
            Note = change.Note,
            Revision = (before?.Revision ?? 0) + 1,
            ChangedAt = change.Now,
            ChangedBy = change.By.Name,
            Head = before?.Head ?? 0,
        };
        var count = HostStore.Count(connection, change.Query, change.Now);
        var joining = count;
        long leaving = 0;
        if (before is not null)
        {
            var old = before.Parse();
            joining = CountOnly(connection, change.Query, old, change.Now);
            leaving = CountOnly(connection, old, change.Query, change.Now);
        }
        if (isDry) return new GroupOutcome.Saved(group, count, joining, leaving, null);
        GroupRows.Save(connection, group);
        var operation = Review(connection, group, before);
        AuditRows.Append(connection, GroupAudit.Saved(group, before, operation));
        return new GroupOutcome.Saved(group, count, joining, leaving, operation);
    }

    // Hosts get the layer of the group, or lose it, piece by piece.
    private static string? Review(StoreConnection connection, GroupRecord group, GroupRecord? before)
    {
        var isReordered = before is not null && before.Rank != group.Rank;
        if (group.Head == 0 || (!isReordered && before?.Q == group.Q)) return null;
        var operation = OperationRecord.Begin(
            isReordered ? OperationKind.Reorder : OperationKind.Review, LayerName.Group(group.Name).Text, total: 0,
            group.ChangedBy, group.ChangedAt);
        var total = Membership.Note(connection, operation.Id, group, group.ChangedAt);
        return OperationRows.Add(connection, operation with { Total = total });
    }

    private static void Remove(StoreConnection connection, GroupRecord group)
    {
        GroupRows.Remove(connection, group.Name);
        connection.Prepare("DELETE FROM host_layer WHERE layer = @layer")
            .Set("@layer", LayerName.Group(group.Name).Text).Run();
        AuditRows.Append(connection, GroupAudit.Removed(group));
    }

    private static GroupOutcome? Refuse(StoreConnection connection, GroupChange change, GroupRecord? before)
    {
        if (change.IsNew && before is not null) return new GroupOutcome.NameTaken();
        if (!change.IsNew && before is null) return new GroupOutcome.NoSuchGroup();
        if (!ScopeQuery.Covers(change.Scope, change.Query)
            || (before is not null && !ScopeQuery.Covers(change.Scope, before.Parse())))
        {
            return new GroupOutcome.OutsideScope(change.Scope);
        }
        if (change.Expected is { } expected && expected != (before?.Revision ?? 0))
            return new GroupOutcome.OtherRevision(before?.Revision ?? 0);
        if (GroupRows.FindByRank(connection, change.Rank) is { } owner && owner.Name != change.Name)
            return new GroupOutcome.RankTaken(owner.Name, GroupRows.FreeRank(connection, change.Rank));
        if (before is { Head: > 0 } && Membership.FindUnsteady(change.Query) is { } field)
            return new GroupOutcome.Unsteady(field);
        return before is null && GroupRows.Count(connection) >= FleetLimits.GroupsMax
            ? new GroupOutcome.TooMany()
            : null;
    }

    // Hosts of one query that the other does not have.
    private static long CountOnly(StoreConnection connection, QueryNode of, QueryNode without, DateTimeOffset now) =>
        HostStore.Count(connection, new QueryNode.And([of, new QueryNode.Not(without)]), now);
}
