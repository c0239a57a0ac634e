using Aops.Server.Storage;

namespace Aops.Server.Enrolment.Clones;

/// <summary>Requests of clones in the database.</summary>
internal sealed class CloneStore(Database database)
{
    private const string Select =
        "SELECT id, parent_id, hostname, machine_id, version, asked_at, state FROM clone_request ";

    /// <summary>Requests, the oldest first.</summary>
    public ValueTask<List<CloneRequest>> ListAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(Select + "ORDER BY asked_at, id LIMIT @limit")
                .Set("@limit", limit).Read(CloneRows.Read),
            cancellationToken);

    /// <summary>Stores the decision of the operator.</summary>
    /// <returns>The request, or null if there is none with that id.</returns>
    public Task<CloneRequest?> DecideAsync(string id, CloneState state, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                connection.Prepare("UPDATE clone_request SET state = @state WHERE id = @id")
                    .Set("@state", state.ToString()).Set("@id", id).Run();
                return connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(CloneRows.Read);
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
    public Task<bool> ConsentAsync(string agentId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare("UPDATE agent SET consented = 1 WHERE id = @id")
                .Set("@id", agentId).Run() == 1,
            Durability.Disk, cancellationToken);
}
