using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment.Clones;

/// <summary>Requests of clones in the database.</summary>
internal sealed class CloneStore(Database database) : ConsentStore<CloneRequest>(database, "clone_request")
{
    private const string Select =
        "SELECT id, parent_id, hostname, machine_id, version, asked_at, state FROM clone_request ";

    /// <summary>
    /// Records the operator's consent to a clone that got its identity without it: it is no longer removed
    /// with its original.
    /// </summary>
    /// <returns>Whether the agent exists.</returns>
    public Task<bool> ConsentAsync(string agentId, bool isDry, CancellationToken cancellationToken) => isDry
        ? Database.ReadAsync(connection => HostStore.Has(connection, agentId), cancellationToken).AsTask()
        : Database.WriteAsync(
            connection => connection.Prepare("UPDATE agent SET consented = 1 WHERE id = @id")
                .Set("@id", agentId).Run() == 1,
            Durability.Disk, cancellationToken);

    protected override List<CloneRequest> List(StoreConnection connection, TimeKey after, int limit) =>
        connection.Prepare(Select + "WHERE (asked_at, id) > (@at, @id) ORDER BY asked_at, id LIMIT @limit")
            .Set("@at", after.At).Set("@id", after.Id).Set("@limit", limit).Read(CloneRows.Read);

    protected override CloneRequest? Find(StoreConnection connection, string id) =>
        connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(CloneRows.Read);
}
