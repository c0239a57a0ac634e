using System.Data.Common;
using Aops.Server.Actors;
using Aops.Server.Enrolment.Clones;
using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>
/// Hosts that wait for approval, within a transaction. A host is the same one by its machine
/// (<see cref="CloneKey"/>), and its request ends with the token that it showed.
/// </summary>
internal static class EnrolmentRequestRows
{
    private const string Columns =
        "SELECT r.id, r.token_id, r.hostname, r.machine_id, r.version, r.address, r.asked_at, r.state " +
        "FROM enrolment_request r JOIN enrolment_token t ON t.id = r.token_id " +
        "WHERE t.expires_at > @now AND t.uses_left > 0 ";

    /// <summary>Why a host that shows a token is not enrolled yet; null if it is approved.</summary>
    public static EnrolmentOutcome? Judge(StoreConnection connection, EnrolmentOrder order, ShownToken token)
    {
        if (token.Approval == EnrolmentApproval.Auto) return null;
        var known = connection.Prepare(
            "SELECT id, state FROM enrolment_request WHERE token_id = @token AND host_key = @key")
            .Set("@token", token.Id).Set("@key", CloneKey.Of(order.Request.Host))
            .ReadFirst(row => new Known(row.GetString(0), Enum.Parse<ConsentState>(row.GetString(1))));
        return known switch
        {
            { State: ConsentState.Approved } => null,
            { State: ConsentState.Refused } => new EnrolmentOutcome.Refused(EnrolmentProblems.Refused(known.Id)),
            { State: ConsentState.Waiting } => new EnrolmentOutcome.Pending(known.Id, IsNew: false),
            _ when IsFull(connection, token, order.Now) => new EnrolmentOutcome.Refused(EnrolmentProblems.Full),
            _ => Add(connection, order, token),
        };
    }

    /// <summary>Removes the request of a host that is enrolled, and so the approval.</summary>
    public static void Remove(StoreConnection connection, EnrolmentOrder order, byte[] tokenHash) =>
        connection.Prepare(
            "DELETE FROM enrolment_request WHERE host_key = @key " +
            "AND token_id = (SELECT id FROM enrolment_token WHERE hash = @hash)")
            .Set("@key", CloneKey.Of(order.Request.Host)).Set("@hash", tokenHash).Run();

    /// <summary>Requests of tokens that are valid, the oldest first, after one of them.</summary>
    public static List<EnrolmentRequest> List(
        StoreConnection connection, TimeKey after, int limit, DateTimeOffset now) =>
        connection.Prepare(Columns + "AND (r.asked_at, r.id) > (@at, @id) ORDER BY r.asked_at, r.id LIMIT @limit")
            .Set("@now", now).Set("@at", after.At).Set("@id", after.Id).Set("@limit", limit).Read(Read);

    /// <summary>A request of a token that is valid; null if there is none.</summary>
    public static EnrolmentRequest? Find(StoreConnection connection, string id, DateTimeOffset now) =>
        connection.Prepare(Columns + "AND r.id = @id").Set("@now", now).Set("@id", id).ReadFirst(Read);

    // Requests of tokens that are over make room for others.
    private static bool IsFull(StoreConnection connection, ShownToken token, DateTimeOffset now)
    {
        var ofToken = connection.Prepare("SELECT count(*) FROM enrolment_request WHERE token_id = @token")
            .Set("@token", token.Id).ReadNumber();
        if (ofToken >= FleetLimits.WaitingHostsPerTokenMax) return true;
        if (connection.Prepare("SELECT count(*) FROM enrolment_request").ReadNumber() < FleetLimits.WaitingHostsMax)
            return false;
        return connection.Prepare(
            "DELETE FROM enrolment_request WHERE token_id IN " +
            "(SELECT id FROM enrolment_token WHERE expires_at <= @now OR uses_left <= 0)").Set("@now", now).Run() == 0;
    }

    private static EnrolmentOutcome.Pending Add(StoreConnection connection, EnrolmentOrder order, ShownToken token)
    {
        var request = order.Request;
        connection.Prepare(
            "INSERT INTO enrolment_request " +
            "(id, token_id, host_key, machine_id, hostname, version, address, asked_at, state) " +
            "VALUES (@id, @token, @key, @machine, @hostname, @version, @address, @now, @state)")
            .Set("@id", order.NewId).Set("@token", token.Id).Set("@key", CloneKey.Of(request.Host))
            .Set("@machine", request.Host.MachineId).Set("@hostname", request.Host.Hostname)
            .Set("@version", request.AgentVersion).Set("@address", AddressText.Of(order.Address))
            .Set("@now", order.Now).Set("@state", nameof(ConsentState.Waiting)).Run();
        return new EnrolmentOutcome.Pending(order.NewId, IsNew: true);
    }

    private static EnrolmentRequest Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        TokenId = row.GetString(1),
        Hostname = row.GetString(2),
        MachineId = row.GetString(3),
        Version = row.GetString(4),
        Address = row.TextOrNull(5),
        AskedAt = row.Time(6),
        State = Enum.Parse<ConsentState>(row.GetString(7)),
    };

    private sealed record Known(string Id, ConsentState State);
}
