using System.Data.Common;
using Aops.Contracts;
using Aops.Server.Storage;

namespace Aops.Server.Operations;

/// <summary>Operations in the database, within a transaction or a read.</summary>
internal static class OperationRows
{
    private const string Select =
        "SELECT id, kind, subject, revision, state, total, done, place, created_at, created_by, ended_at " +
        "FROM operation ";

    /// <summary>One operation, or null.</summary>
    public static OperationRecord? Find(StoreConnection connection, string id) =>
        connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(Read);

    /// <summary>Operations, the newest first.</summary>
    /// <param name="state">Their state; null for any.</param>
    /// <param name="by">Name of who began them; null for all.</param>
    /// <param name="before">The id that theirs are less than; null for the newest ones.</param>
    public static List<OperationRecord> List(
        StoreConnection connection, OperationState? state, string? by, string? before, int limit) =>
        connection.Prepare(
            Select + "WHERE (@state IS NULL OR state = @state) AND (@before IS NULL OR id < @before) " +
            "AND (@by IS NULL OR created_by = @by) " +
            "ORDER BY id DESC LIMIT @limit")
            .Set("@state", state is { } word ? KebabName.Of(word) : null).Set("@before", before).Set("@by", by)
            .Set("@limit", limit).Read(Read);

    /// <summary>The oldest that runs, or null.</summary>
    /// <param name="kind">Its kind; null for any.</param>
    public static OperationRecord? FindRunning(StoreConnection connection, OperationKind? kind) =>
        connection.Prepare(
            Select + "WHERE state = 'running' AND (@kind IS NULL OR kind = @kind) ORDER BY created_at, id LIMIT 1")
            .Set("@kind", kind is { } word ? KebabName.Of(word) : null).ReadFirst(Read);

    /// <summary>Whether one of some kinds runs.</summary>
    public static bool IsRunning(StoreConnection connection, IReadOnlyList<OperationKind> kinds) =>
        connection.Prepare("SELECT kind FROM operation WHERE state = 'running'").Read(row => row.GetString(0))
            .Exists(kind => kinds.Any(asked => KebabName.Of(asked) == kind));

    /// <summary>Whether one moves hosts of a layer to its newest revision.</summary>
    public static bool IsMoving(StoreConnection connection, Layers.LayerName layer) =>
        connection.Prepare("SELECT 1 FROM operation WHERE state = 'running' AND kind = 'move' AND subject = @layer")
            .Set("@layer", layer.Text).HasRow();

    /// <summary>Adds an operation, and forgets those that ended long ago.</summary>
    /// <returns>Its id.</returns>
    public static string Add(StoreConnection connection, OperationRecord operation)
    {
        connection.Prepare(
            "DELETE FROM operation WHERE state <> 'running' AND id NOT IN " +
            "(SELECT id FROM operation ORDER BY created_at DESC, id DESC LIMIT @limit)")
            .Set("@limit", FleetLimits.OperationsMax).Run();
        connection.Prepare(
            "INSERT INTO operation (id, kind, subject, revision, state, total, done, place, created_at, created_by) " +
            "VALUES (@id, @kind, @subject, @revision, @state, @total, @done, @place, @at, @by)")
            .Set("@id", operation.Id).Set("@kind", KebabName.Of(operation.Kind)).Set("@subject", operation.Subject)
            .Set("@revision", operation.Revision).Set("@state", KebabName.Of(operation.State))
            .Set("@total", operation.Total).Set("@done", operation.Done).Set("@place", operation.Place)
            .Set("@at", operation.CreatedAt).Set("@by", operation.CreatedBy).Run();
        return operation.Id;
    }

    /// <summary>Stores how far one is.</summary>
    public static void Advance(StoreConnection connection, string id, long done, string place) =>
        connection.Prepare("UPDATE operation SET done = @done, place = @place WHERE id = @id")
            .Set("@done", done).Set("@place", place).Set("@id", id).Run();

    /// <summary>Ends one.</summary>
    public static void End(StoreConnection connection, string id, long done, DateTimeOffset now) =>
        connection.Prepare("UPDATE operation SET state = 'done', done = @done, ended_at = @now WHERE id = @id")
            .Set("@done", done).Set("@now", now).Set("@id", id).Run();

    /// <summary>Ends those that move hosts of a layer to an earlier revision.</summary>
    public static void Supersede(StoreConnection connection, Layers.LayerName layer, DateTimeOffset now) =>
        connection.Prepare(
            "UPDATE operation SET state = 'superseded', ended_at = @now " +
            "WHERE state = 'running' AND kind = 'move' AND subject = @layer")
            .Set("@now", now).Set("@layer", layer.Text).Run();

    private static OperationRecord Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = Enum.Parse<OperationKind>(row.GetString(1), ignoreCase: true),
        Subject = row.GetString(2),
        Revision = row.GetInt64(3),
        State = Enum.Parse<OperationState>(row.GetString(4), ignoreCase: true),
        Total = row.GetInt64(5),
        Done = row.GetInt64(6),
        Place = row.GetString(7),
        CreatedAt = row.Time(8),
        CreatedBy = row.GetString(9),
        EndedAt = row.TimeOrNull(10),
    };
}
