using System.Globalization;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment.Clones;

/// <summary>Requests of clones in the database.</summary>
internal sealed class CloneStore(Database database)
{
    private const string Select =
        "SELECT id, parent_id, hostname, machine_id, version, asked_at, state FROM clone_request ";

    /// <summary>Key of a request in their order.</summary>
    public static string KeyOf(CloneRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.AskedAt.ToUnixTimeMilliseconds()} {request.Id}");

    /// <summary>Requests, the oldest first.</summary>
    /// <param name="after">Key of the one that they come after; null for the first ones.</param>
    public ValueTask<List<CloneRequest>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var (at, id) = (after ?? "-1 ").Split(' ') is [var time, var last]
            ? (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(time, CultureInfo.InvariantCulture)), last)
            : (DateTimeOffset.UnixEpoch, "");
        return database.ReadAsync(
            connection => connection.Prepare(
                Select + "WHERE (asked_at, id) > (@at, @id) ORDER BY asked_at, id LIMIT @limit")
                .Set("@at", at).Set("@id", id).Set("@limit", limit).Read(CloneRows.Read),
            cancellationToken);
    }

    /// <summary>One request, or null.</summary>
    public ValueTask<CloneRequest?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, id), cancellationToken);

    /// <summary>Stores the decision of the operator.</summary>
    /// <returns>The request, or null if there is none with that id.</returns>
    public Task<CloneRequest?> DecideAsync(string id, ConsentState state, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                connection.Prepare("UPDATE clone_request SET state = @state WHERE id = @id")
                    .Set("@state", state.ToString()).Set("@id", id).Run();
                return Find(connection, id);
            },
            Durability.Disk, cancellationToken);

    /// <summary>Deletes a request; the clone may ask again.</summary>
    /// <returns>Whether it existed.</returns>
    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare("DELETE FROM clone_request WHERE id = @id").Set("@id", id).Run() == 1,
            Durability.Disk, cancellationToken);

    /// <summary>
    /// Records the operator's consent to a clone that got its identity without it: it is no longer removed
    /// with its original.
    /// </summary>
    /// <returns>Whether the agent exists.</returns>
    public Task<bool> ConsentAsync(string agentId, bool isDry, CancellationToken cancellationToken) => isDry
        ? database.ReadAsync(
            connection => connection.Prepare("SELECT 1 FROM agent WHERE id = @id").Set("@id", agentId).HasRow(),
            cancellationToken).AsTask()
        : database.WriteAsync(
            connection => connection.Prepare("UPDATE agent SET consented = 1 WHERE id = @id")
                .Set("@id", agentId).Run() == 1,
            Durability.Disk, cancellationToken);

    private static CloneRequest? Find(StoreConnection connection, string id) =>
        connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(CloneRows.Read);
}
