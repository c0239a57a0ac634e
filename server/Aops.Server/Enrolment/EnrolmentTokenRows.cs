using System.Data.Common;
using Aops.Contracts;
using Aops.Server.Actors;
using Aops.Server.Audit;
using Aops.Server.Hosts.Labels;
using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>Enrolment tokens, within a transaction or a read.</summary>
internal static class EnrolmentTokenRows
{
    private const string Columns =
        "SELECT id, note, created_at, expires_at, uses_max, uses_left, agent_id, networks, approval, " +
        "last_used_at, last_address, last_agent_id, last_hostname FROM enrolment_token ";

    /// <summary>Adds a token.</summary>
    /// <returns>False if there are <see cref="ServerLimits.EnrolmentTokensMax"/> live tokens already.</returns>
    public static bool Add(StoreConnection connection, EnrolmentToken token, byte[] hash)
    {
        if (!HasRoom(connection, token.CreatedAt)) return false;
        Sweep(connection, token.CreatedAt);
        connection.Prepare(
            "INSERT INTO enrolment_token " +
            "(id, hash, note, created_at, expires_at, uses_max, uses_left, agent_id, networks, approval) " +
            "VALUES (@id, @hash, @note, @created, @expires, @usesMax, @usesLeft, @agent, @networks, @approval)")
            .Set("@id", token.Id).Set("@hash", hash).Set("@note", token.Note)
            .Set("@created", token.CreatedAt).Set("@expires", token.ExpiresAt)
            .Set("@usesMax", token.UsesMax).Set("@usesLeft", token.UsesLeft).Set("@agent", token.AgentId)
            .Set("@networks", string.Join(' ', token.Networks ?? [])).Set("@approval", token.Approval.ToString()).Run();
        if (token.Labels is { } labels) LabelRows.Keep(connection, token.Id, labels);
        AuditRows.Append(connection, new(AuditKinds.TokenCreate, $"token:{token.Id}") { After = Describe(token) });
        return true;
    }

    /// <summary>Revokes a token.</summary>
    /// <returns>Whether it existed.</returns>
    public static bool Remove(StoreConnection connection, string id, DateTimeOffset now)
    {
        var token = connection.Prepare(Columns + "WHERE id = @id").Set("@id", id).ReadFirst(row => Read(row, now));
        if (token is null) return false;
        connection.Prepare("DELETE FROM enrolment_token WHERE id = @id").Set("@id", id).Run();
        AuditRows.Append(connection, new(AuditKinds.TokenRevoke, $"token:{id}") { Before = Describe(token) });
        return true;
    }

    /// <summary>Whether one more token can be added.</summary>
    public static bool HasRoom(StoreConnection connection, DateTimeOffset now) =>
        connection.Prepare("SELECT count(*) FROM enrolment_token WHERE expires_at > @now AND uses_left > 0")
            .Set("@now", now).ReadNumber() < ServerLimits.EnrolmentTokensMax;

    /// <summary>Takes one use of a token, and notes by whom.</summary>
    public static void Spend(StoreConnection connection, byte[] hash, EnrolmentOrder order, string agentId) =>
        connection.Prepare(
            "UPDATE enrolment_token SET uses_left = uses_left - 1, last_used_at = @now, last_address = @address, " +
            "last_agent_id = @id, last_hostname = @hostname WHERE hash = @hash")
            .Set("@now", order.Now).Set("@address", AddressText.Of(order.Address)).Set("@id", agentId)
            .Set("@hostname", order.Request.Host.Hostname).Set("@hash", hash).Run();

    /// <summary>Tokens, the newest first, after one of them.</summary>
    public static List<EnrolmentToken> List(
        StoreConnection connection, TimeKey after, int limit, DateTimeOffset now)
    {
        const string page = "WHERE (created_at, id) < (@at, @id) ORDER BY created_at DESC, id DESC LIMIT @limit";
        var tokens = connection.Prepare(Columns + page)
            .Set("@at", after.At).Set("@id", after.Id).Set("@limit", limit).Read(row => Read(row, now));
        var labels = connection.Prepare(
            "SELECT token_id, name, value FROM enrolment_label WHERE token_id IN " +
            $"(SELECT id FROM enrolment_token {page})")
            .Set("@at", after.At).Set("@id", after.Id).Set("@limit", limit)
            .Read(row => (Token: row.GetString(0), Name: row.GetString(1), Value: row.GetString(2)))
            .ToLookup(label => label.Token);
        return [.. tokens.Select(token => labels.Contains(token.Id)
            ? token with { Labels = labels[token.Id].ToDictionary(label => label.Name, label => label.Value) }
            : token)];
    }

    // Those that are over stay for a time, to be looked up; the newest of them, as many as there may be live ones.
    private static void Sweep(StoreConnection connection, DateTimeOffset now)
    {
        connection.Prepare(
            "DELETE FROM enrolment_token WHERE expires_at <= @since " +
            "OR (uses_left <= 0 AND coalesce(last_used_at, created_at) <= @since)")
            .Set("@since", now - FleetLimits.EndedTokenAge).Run();
        connection.Prepare(
            "DELETE FROM enrolment_token WHERE (expires_at <= @now OR uses_left <= 0) AND (created_at, id) <= " +
            "(SELECT created_at, id FROM enrolment_token WHERE expires_at <= @now OR uses_left <= 0 " +
            "ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET @max)")
            .Set("@now", now).Set("@max", ServerLimits.EnrolmentTokensMax).Run();
    }

    private static AuditFields Describe(EnrolmentToken token) => new AuditFields()
        .Set("note", token.Note).Set("expiresAt", token.ExpiresAt).Set("usesMax", (long)token.UsesMax)
        .Set("usesLeft", (long)token.UsesLeft).Set("agentId", token.AgentId)
        .Set("labels", token.Labels?.Select(label => new KeyValuePair<string, string?>(label.Key, label.Value)))
        .Set("networks", token.Networks).Set("approval", KebabName.Of(token.Approval));

    private static EnrolmentToken Read(DbDataReader row, DateTimeOffset now) => new()
    {
        Id = row.GetString(0),
        Note = row.TextOrNull(1),
        CreatedAt = row.Time(2),
        ExpiresAt = row.Time(3),
        UsesMax = row.Int32(4),
        UsesLeft = row.Int32(5),
        AgentId = row.TextOrNull(6),
        Networks = row.GetString(7) is { Length: > 0 } networks ? networks.Split(' ') : null,
        Approval = Enum.Parse<EnrolmentApproval>(row.GetString(8)),
        State = ShownToken.StateOf(row.Int32(5), row.Time(3), now),
        LastUse = row.TimeOrNull(9) is not { } at ? null : new EnrolmentTokenUse
        {
            At = at,
            Address = row.TextOrNull(10),
            AgentId = row.GetString(11),
            Hostname = row.GetString(12),
        },
    };
}
