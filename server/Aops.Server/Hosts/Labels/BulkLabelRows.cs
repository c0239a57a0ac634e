using Aops.Query;
using Aops.Server.Actors;
using Aops.Server.Hosts.Sql;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Labels;

/// <summary>
/// Changes the labels of the hosts of a query. Which hosts these are is fixed within one transaction of the writer, since
/// the change may move them out of the query: up to <see cref="FleetLimits.HostsPerPiece"/> are changed in it; of more
/// their ids are noted in it, for an operation.
/// </summary>
internal sealed class BulkLabelRows(StoreConnection connection, QueryNode query, LabelChange change, DateTimeOffset now)
{
    private readonly LabelTargets _targets = new(connection, change);

    /// <summary>How many hosts the query has.</summary>
    public long Count() => HostStore.Count(connection, query, now);

    /// <summary>How many of them the change affects.</summary>
    public long CountChanged()
    {
        using var command = _targets.AddChanged(HostSelect.All("count(*)", query, now)).Prepare(connection);
        return command.ReadNumber();
    }

    /// <summary>A host that would exceed the limit of labels; null if there is none.</summary>
    public string? FindFull()
    {
        using var command = _targets.AddFull(HostSelect.All("a.id", query, now)).Add(" LIMIT 1").Prepare(connection);
        return command.ReadFirst(row => row.GetString(0));
    }

    /// <summary>The one host that the change affects, by id and name; null for none or several.</summary>
    public (string Id, string Hostname)? FindOnly()
    {
        var sql = _targets.AddChanged(HostSelect.All("a.id, a.hostname", query, now)).Add(" LIMIT 2");
        using var command = sql.Prepare(connection);
        return command.Read(row => (row.GetString(0), row.GetString(1))) is [var only] ? only : null;
    }

    /// <summary>Applies the change, or adds the operation that does.</summary>
    /// <param name="by">Who changes them.</param>
    /// <returns>How many hosts it affects, and the operation; null where they are changed.</returns>
    public (long Changed, string? OperationId) Apply(Actor by)
    {
        var changed = CountChanged();
        if (changed == 0) return (0, null);
        var operation = changed > FleetLimits.HostsPerPiece ? Note(changed, by) : null;
        var ids = operation is null ? ListChanged() : [];
        AuditRows.Append(connection, LabelAudit.OfMany(query, change, ids, operation));
        if (operation is null) _targets.Apply(HostSelect.All("a.id", query, now, LabelTargets.Insert));
        return (changed, operation);
    }

    private List<string> ListChanged()
    {
        using var command = _targets.AddChanged(HostSelect.All("a.id", query, now)).Prepare(connection);
        return command.Read(row => row.GetString(0));
    }

    private string Note(long changed, Actor by)
    {
        var operation = OperationRecord.Begin(OperationKind.Labels, change.ToJson(), changed, by.Name, now);
        HostNotes.Add(connection, operation.Id, query, now, _targets.AddChanged);
        return OperationRows.Add(connection, operation);
    }
}
