using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment.Clones;

/// <summary>
/// What an agent's token permits to its clones: by itself one new identity a day, and only if the agent is
/// not such a clone itself and has few clones. All others wait for the operator, so that a stolen token
/// cannot create many agents.
/// </summary>
internal static class CloneRows
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>
    /// Decides within the transaction that creates the agent, and consumes a consent of the operator.
    /// </summary>
    public static CloneVerdict Judge(StoreConnection connection, EnrolmentOrder order)
    {
        var (parent, key) = (order.Request.AgentId!, CloneKey.Of(order.Request.Host));
        var unused = connection.Prepare(
            "SELECT id FROM agent WHERE made_by = @parent AND clone_key = @key AND last_seen IS NULL")
            .Set("@parent", parent).Set("@key", key).ReadFirst(row => row.GetString(0));
        if (unused is not null) return new CloneVerdict.Again(unused);

        var known = connection.Prepare("SELECT state FROM clone_request WHERE parent_id = @parent AND clone_key = @key")
            .Set("@parent", parent).Set("@key", key).ReadFirst(row => row.GetString(0));
        switch (known is null ? (ConsentState?)null : Enum.Parse<ConsentState>(known))
        {
            case ConsentState.Approved:
                connection.Prepare("DELETE FROM clone_request WHERE parent_id = @parent AND clone_key = @key")
                    .Set("@parent", parent).Set("@key", key).Run();
                return new CloneVerdict.Granted(IsConsented: true);
            case ConsentState.Refused:
                return new CloneVerdict.Refused();
            case ConsentState.Waiting:
                return new CloneVerdict.Pending(IsNew: false);
        }
        return MayBeMade(connection, parent, order.Now)
            ? new CloneVerdict.Granted(IsConsented: false)
            : new CloneVerdict.Pending(AddRequest(connection, order, parent, key));
    }

    private static bool MayBeMade(StoreConnection connection, string parent, DateTimeOffset now) =>
        connection.Prepare("SELECT 1 FROM agent WHERE id = @parent AND consented = 1").Set("@parent", parent).HasRow()
        && !connection.Prepare("SELECT 1 FROM agent WHERE made_by = @parent AND enrolled_at > @since")
            .Set("@parent", parent).Set("@since", now - Day).HasRow()
        && connection.Prepare("SELECT count(*) FROM agent WHERE made_by = @parent AND consented = 0")
            .Set("@parent", parent).ReadNumber() < ServerLimits.ClonesPerAgentMax;

    private static bool AddRequest(StoreConnection connection, EnrolmentOrder order, string parent, string key)
    {
        var ofParent = connection.Prepare("SELECT count(*) FROM clone_request WHERE parent_id = @parent")
            .Set("@parent", parent).ReadNumber();
        if (ofParent >= ServerLimits.CloneRequestsPerAgentMax) return false;
        var all = connection.Prepare("SELECT count(*) FROM clone_request").ReadNumber();
        if (all >= ServerLimits.CloneRequestsMax) return false;
        connection.Prepare(
            "INSERT INTO clone_request (id, parent_id, clone_key, machine_id, hostname, version, asked_at, state) " +
            "VALUES (@id, @parent, @key, @machine, @hostname, @version, @now, @state)")
            .Set("@id", order.NewId).Set("@parent", parent).Set("@key", key)
            .Set("@machine", order.Request.Host.MachineId).Set("@hostname", order.Request.Host.Hostname)
            .Set("@version", order.Request.AgentVersion).Set("@now", order.Now)
            .Set("@state", nameof(ConsentState.Waiting)).Run();
        return true;
    }

    /// <summary>Reads a row of <c>id, parent_id, hostname, machine_id, version, asked_at, state</c>.</summary>
    public static CloneRequest Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        ParentId = row.GetString(1),
        Hostname = row.GetString(2),
        MachineId = row.GetString(3),
        Version = row.GetString(4),
        AskedAt = row.Time(5),
        State = Enum.Parse<ConsentState>(row.GetString(6)),
    };
}
