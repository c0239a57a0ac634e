using System.Data.Common;
using System.Text.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Storage;

namespace Aops.Server.Deployments;

/// <summary>Deployments in the database, within a transaction or a read.</summary>
internal static class DeploymentRows
{
    private const string Select =
        "SELECT name, kind, kind_version, query, parameters, pace, note, revision, content_revision, created_at, " +
        "created_by, changed_at, changed_by, runs FROM deployment ";

    /// <summary>Deployments by name, after one.</summary>
    /// <param name="kind">The name of their runbook; null for any.</param>
    public static List<DeploymentRecord> List(StoreConnection connection, string? kind, string after, int limit) =>
        connection.Prepare(
            Select + "WHERE name > @after AND (@kind IS NULL OR kind = @kind) ORDER BY name LIMIT @limit")
            .Set("@after", after).Set("@kind", kind).Set("@limit", limit).Read(Read);

    /// <summary>One deployment, or null.</summary>
    public static DeploymentRecord? Find(StoreConnection connection, string name) =>
        connection.Prepare(Select + "WHERE name = @name").Set("@name", name).ReadFirst(Read);

    /// <summary>How many there are.</summary>
    public static long Count(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM deployment").ReadNumber();

    /// <summary>Writes a deployment, whether or not it is there.</summary>
    public static void Save(StoreConnection connection, DeploymentRecord deployment) => connection.Prepare(
        "INSERT INTO deployment (name, kind, kind_version, query, parameters, pace, note, revision, " +
        "content_revision, created_at, created_by, changed_at, changed_by) " +
        "VALUES (@name, @kind, @version, @query, @parameters, @pace, @note, @revision, @content, @created, @creator, " +
        "@at, @by) ON CONFLICT(name) DO UPDATE SET kind = excluded.kind, kind_version = excluded.kind_version, " +
        "query = excluded.query, parameters = excluded.parameters, pace = excluded.pace, note = excluded.note, " +
        "revision = excluded.revision, content_revision = excluded.content_revision, " +
        "changed_at = excluded.changed_at, changed_by = excluded.changed_by")
        .Set("@name", deployment.Name).Set("@kind", deployment.Runbook.Name)
        .Set("@version", deployment.Runbook.Version).Set("@query", deployment.Query)
        .Set("@parameters", JsonSerializer.Serialize(
            deployment.Parameters, DeploymentJson.Default.IReadOnlyDictionaryStringString))
        .Set("@pace", JsonSerializer.Serialize(deployment.Pace, DeploymentJson.Default.DeploymentPace))
        .Set("@note", deployment.Note).Set("@revision", deployment.Revision)
        .Set("@content", deployment.ContentRevision).Set("@created", deployment.CreatedAt)
        .Set("@creator", deployment.CreatedBy).Set("@at", deployment.ChangedAt).Set("@by", deployment.ChangedBy).Run();

    /// <summary>Removes a deployment, with what hosts have told of it; its runs stay.</summary>
    public static void Remove(StoreConnection connection, string name) =>
        connection.Prepare("DELETE FROM deployment WHERE name = @name").Set("@name", name).Run();

    private static DeploymentRecord Read(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Runbook = new RunbookReference(row.GetString(1), row.GetString(2)),
        Query = row.GetString(3),
        Parameters = JsonSerializer.Deserialize(
            row.GetString(4), DeploymentJson.Default.IReadOnlyDictionaryStringString)!,
        Pace = JsonSerializer.Deserialize(row.GetString(5), DeploymentJson.Default.DeploymentPace)!,
        Note = row.GetString(6),
        Revision = row.GetInt64(7),
        ContentRevision = row.GetInt64(8),
        CreatedAt = row.Time(9),
        CreatedBy = row.GetString(10),
        ChangedAt = row.Time(11),
        ChangedBy = row.GetString(12),
        Runs = row.GetInt64(13),
    };
}
