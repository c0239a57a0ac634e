using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>Enrolment tokens in the database, and the registration that uses one up and makes an agent.</summary>
internal sealed class EnrolmentStore(Database database)
{
    /// <summary>Keeps a new token.</summary>
    /// <returns>False when <see cref="ServerLimits.EnrolmentTokensMax"/> live ones are there already.</returns>
    public Task<bool> AddTokenAsync(EnrolmentToken token, byte[] hash, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => AddToken(connection, token, hash), Durability.Disk, cancellationToken);

    /// <summary>Tokens, the newest first.</summary>
    public ValueTask<List<EnrolmentToken>> ListTokensAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(
                "SELECT id, note, created_at, expires_at, uses_max, uses_left FROM enrolment_token " +
                "ORDER BY created_at DESC LIMIT @limit")
                .Set("@limit", limit)
                .Read(row => new EnrolmentToken
                {
                    Id = row.GetString(0),
                    Note = row.TextOrNull(1),
                    CreatedAt = row.Time(2),
                    ExpiresAt = row.Time(3),
                    UsesMax = row.GetInt32(4),
                    UsesLeft = row.GetInt32(5),
                }),
            cancellationToken);

    /// <summary>Makes a token void.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> RemoveTokenAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare("DELETE FROM enrolment_token WHERE id = @id").Set("@id", id).Run() == 1,
            Durability.Disk, cancellationToken);

    /// <summary>Whether a token is known, not expired and not used up; it stays as it is.</summary>
    public ValueTask<bool> IsUsableAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(
                "SELECT count(*) FROM enrolment_token WHERE hash = @hash AND uses_left > 0 AND expires_at > @now")
                .Set("@hash", hash).Set("@now", now).ReadNumber() > 0,
            cancellationToken);

    /// <summary>Uses up one use of the token and makes the agent, both or neither, and on the disk.</summary>
    public Task<EnrolmentOutcome> EnrolAsync(EnrolmentOrder order, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => Enrol(connection, order), Durability.Disk, cancellationToken);

    private static bool AddToken(StoreConnection connection, EnrolmentToken token, byte[] hash)
    {
        // Tokens that can no longer be used make room first.
        connection.Prepare("DELETE FROM enrolment_token WHERE expires_at <= @now OR uses_left <= 0")
            .Set("@now", token.CreatedAt).Run();
        if (connection.Prepare("SELECT count(*) FROM enrolment_token").ReadNumber() >= ServerLimits.EnrolmentTokensMax)
            return false;
        connection.Prepare(
            "INSERT INTO enrolment_token (id, hash, note, created_at, expires_at, uses_max, uses_left) " +
            "VALUES (@id, @hash, @note, @created, @expires, @usesMax, @usesLeft)")
            .Set("@id", token.Id).Set("@hash", hash).Set("@note", token.Note)
            .Set("@created", token.CreatedAt).Set("@expires", token.ExpiresAt)
            .Set("@usesMax", token.UsesMax).Set("@usesLeft", token.UsesLeft).Run();
        return true;
    }

    private static EnrolmentOutcome Enrol(StoreConnection connection, EnrolmentOrder order)
    {
        var request = order.Request;
        var owner = request.AgentId is null ? null : FindMachine(connection, request.AgentId);
        var identity = EnrolmentRule.Decide(request.AgentId, request.Host.MachineId, owner);
        if (identity != EnrolmentIdentity.Kept
            && connection.Prepare("SELECT count(*) FROM agent").ReadNumber() >= ServerLimits.AgentsMax)
        {
            return new EnrolmentOutcome.FleetFull();
        }
        if (order.EnrolmentHash is { } hash && !SpendToken(connection, hash, order.Now))
            return new EnrolmentOutcome.TokenRefused();

        var id = identity is EnrolmentIdentity.Adopted or EnrolmentIdentity.Kept
            ? request.AgentId! : order.NewId;
        connection.Prepare(
            "INSERT INTO agent (id, machine_id, hostname, token_hash, version, enrolled_at) " +
            "VALUES (@id, @machine, @hostname, @hash, @version, @now) ON CONFLICT(id) DO UPDATE SET " +
            "hostname = excluded.hostname, token_hash = excluded.token_hash, version = excluded.version")
            .Set("@id", id).Set("@machine", request.Host.MachineId).Set("@hostname", request.Host.Hostname)
            .Set("@hash", order.AgentTokenHash).Set("@version", request.AgentVersion)
            .Set("@now", order.Now).Run();
        return new EnrolmentOutcome.Enrolled(id, identity);
    }

    // The hash is looked up by an index; whoever could time that would learn of a hash, not of a token.
    private static bool SpendToken(StoreConnection connection, byte[] hash, DateTimeOffset now) =>
        connection.Prepare(
            "UPDATE enrolment_token SET uses_left = uses_left - 1 " +
            "WHERE hash = @hash AND uses_left > 0 AND expires_at > @now")
            .Set("@hash", hash).Set("@now", now).Run() == 1;

    private static string? FindMachine(StoreConnection connection, string agentId) =>
        connection.Prepare("SELECT machine_id FROM agent WHERE id = @id")
            .Set("@id", agentId).ReadFirst(row => row.GetString(0));
}
