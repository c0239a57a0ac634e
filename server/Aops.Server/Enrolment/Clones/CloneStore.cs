using Aops.Contracts;
using Aops.Server.Audit;
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
            connection => Consent(connection, agentId), Durability.Disk, cancellationToken);

    protected override AuditChange Describe(CloneRequest request, ConsentState? decision) =>
        new(decision is null ? AuditKinds.CloneRemove : AuditKinds.CloneDecide, $"clone:{request.Id}")
        {
            Before = Fields(request, request.State), After = decision is { } state ? Fields(request, state) : null,
            HostIds = [request.ParentId],
        };

    private static AuditFields Fields(CloneRequest request, ConsentState state) => new AuditFields()
        .Set("state", KebabName.Of(state)).Set("hostname", request.Hostname).Set("machineId", request.MachineId)
        .Set("parent", request.ParentId);

    private static bool Consent(StoreConnection connection, string agentId)
    {
        var before = connection.Prepare("SELECT consented FROM agent WHERE id = @id").Set("@id", agentId)
            .Read(row => row.GetInt64(0) != 0);
        if (before is not [var isConsented]) return false;
        connection.Prepare("UPDATE agent SET consented = 1 WHERE id = @id").Set("@id", agentId).Run();
        AuditRows.Append(connection, new(AuditKinds.HostConsent, $"host:{agentId}")
        {
            Before = new AuditFields().Set("consented", isConsented), After = new AuditFields().Set("consented", true),
            HostIds = [agentId],
        });
        return true;
    }

    protected override List<CloneRequest> List(StoreConnection connection, TimeKey after, int limit) =>
        connection.Prepare(Select + "WHERE (asked_at, id) > (@at, @id) ORDER BY asked_at, id LIMIT @limit")
            .Set("@at", after.At).Set("@id", after.Id).Set("@limit", limit).Read(CloneRows.Read);

    protected override CloneRequest? Find(StoreConnection connection, string id) =>
        connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(CloneRows.Read);
}
