using Aops.Query;
using Aops.Server.Actors;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Labels;

/// <summary>
/// Changes labels: each request that changes something is one transaction, and does all of it or nothing, or leaves it to an
/// operation.
/// </summary>
internal sealed class LabelStore(Database database)
{
    /// <summary>Changes the labels of one host.</summary>
    /// <param name="id">The host.</param>
    /// <param name="expected">The revision that its labels must have; null for any.</param>
    /// <param name="dryRun">Whether only to tell what would be.</param>
    public Task<LabelOutcome> ChangeAsync(
        string id, LabelChange change, long? expected, bool dryRun, CancellationToken cancellationToken) =>
        database.RunAsync<LabelOutcome>(
            connection =>
            {
                if (HostStore.Find(connection, id) is not { } host) return new LabelOutcome.NoSuchHost();
                var before = host.Facts.Labels;
                if (expected is not null && expected != host.LabelsRevision)
                    return new LabelOutcome.OtherRevision(host.LabelsRevision);
                if (change.CountAfter(before) > QueryLimits.LabelsMax) return new LabelOutcome.TooMany(id);
                var changes = change.Changes(before);
                if (changes && !dryRun)
                {
                    LabelRows.Apply(connection, id, change);
                    Membership.Note(connection, id);
                    AuditRows.Append(connection, LabelAudit.Of(id, change, before));
                }
                return new LabelOutcome.One(host.Facts.Hostname, new LabelReply
                {
                    Labels = change.Over(before),
                    Changed = changes,
                    Revision = host.LabelsRevision + (changes && !dryRun ? 1 : 0),
                });
            },
            dryRun, cancellationToken);

    /// <summary>Changes the labels of every host of a query, if it has as many as expected.</summary>
    /// <param name="query">The hosts.</param>
    /// <param name="expected">How many hosts the query must have; null for a dry run, which changes nothing.</param>
    /// <param name="by">Who changes them.</param>
    /// <param name="now">The time that ages are counted from.</param>
    public Task<LabelOutcome> ChangeAllAsync(
        QueryNode query, LabelChange change, long? expected, Actor by, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        database.RunAsync<LabelOutcome>(
            connection =>
            {
                var bulk = new BulkLabelRows(connection, query, change, now);
                var count = bulk.Count();
                // Everything is checked before anything is changed: a write is undone only if it throws.
                if (expected is not null && expected != count) return new LabelOutcome.OtherCount(count);
                if (bulk.FindFull() is { } full) return new LabelOutcome.TooMany(full);
                if (expected is null) return new LabelOutcome.Many(count, bulk.CountChanged(), null);
                var only = bulk.FindOnly();
                var (changed, operation) = bulk.Apply(by);
                return new LabelOutcome.Many(count, changed, operation, only);
            },
            isDry: expected is null, cancellationToken);
}
