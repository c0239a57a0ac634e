using Aops.Native.Sqlite;
using Aops.Server.Enrolment;

namespace Aops.Server.Storage;

internal sealed partial class SqliteStore
{
    public Task<bool> AddEnrolmentTokenAsync(
        EnrolmentToken token, byte[] hash, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                // Tokens that can no longer be used make room first.
                connection.Prepare("DELETE FROM enrolment_token WHERE expires_at <= ?1 OR uses_left <= 0")
                    .Bind(1, Milliseconds(token.CreatedAt)).Run();
                if (Count(connection, "SELECT count(*) FROM enrolment_token") >= ServerLimits.EnrolmentTokensMax)
                    return false;
                connection.Prepare("INSERT INTO enrolment_token VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                    .Bind(1, token.Id).Bind(2, hash.AsSpan()).Bind(3, token.Note)
                    .Bind(4, Milliseconds(token.CreatedAt)).Bind(5, Milliseconds(token.ExpiresAt))
                    .Bind(6, token.UsesMax).Bind(7, token.UsesLeft).Run();
                return true;
            },
            Durability.Disk, cancellationToken);

    public ValueTask<IReadOnlyList<EnrolmentToken>> ListEnrolmentTokensAsync(
        int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<EnrolmentToken>>(
            connection =>
            {
                var row = connection.Prepare(
                    "SELECT id, note, created_at, expires_at, uses_max, uses_left FROM enrolment_token " +
                    "ORDER BY created_at DESC LIMIT ?1").Bind(1, limit);
                var tokens = new List<EnrolmentToken>();
                while (row.Step())
                {
                    tokens.Add(new EnrolmentToken
                    {
                        Id = row.Text(0),
                        Note = row.TextOrNull(1),
                        CreatedAt = Time(row.Int64(2)),
                        ExpiresAt = Time(row.Int64(3)),
                        UsesMax = (int)row.Int64(4),
                        UsesLeft = (int)row.Int64(5),
                    });
                }
                return tokens;
            },
            cancellationToken);

    public Task<bool> RemoveEnrolmentTokenAsync(string id, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection => connection.Prepare("DELETE FROM enrolment_token WHERE id = ?1").Bind(1, id).Run() == 1,
            Durability.Disk, cancellationToken);

    public Task<EnrolmentOutcome> EnrolAsync(EnrolmentOrder order, CancellationToken cancellationToken) =>
        _writer.WriteAsync(connection => Enrol(connection, order), Durability.Disk, cancellationToken);

    private static EnrolmentOutcome Enrol(SqliteConnection connection, EnrolmentOrder order)
    {
        var request = order.Request;
        var owner = request.AgentId is null ? null : FindMachine(connection, request.AgentId);
        var identity = EnrolmentRule.Decide(request.AgentId, request.Host.MachineId, owner);
        if (identity != EnrolmentIdentity.Kept
            && Count(connection, "SELECT count(*) FROM agent") >= ServerLimits.AgentsMax)
        {
            return new EnrolmentOutcome.FleetFull();
        }
        if (order.EnrolmentHash is { } hash && !SpendToken(connection, hash, order.Now))
            return new EnrolmentOutcome.TokenRefused();

        var id = identity is EnrolmentIdentity.Adopted or EnrolmentIdentity.Kept
            ? request.AgentId! : order.NewId;
        connection.Prepare(
            "INSERT INTO agent (id, machine_id, hostname, token_hash, version, enrolled_at) " +
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(id) DO UPDATE SET hostname = excluded.hostname, " +
            "token_hash = excluded.token_hash, version = excluded.version")
            .Bind(1, id).Bind(2, request.Host.MachineId).Bind(3, request.Host.Hostname)
            .Bind(4, order.AgentTokenHash.AsSpan()).Bind(5, request.AgentVersion)
            .Bind(6, Milliseconds(order.Now)).Run();
        return new EnrolmentOutcome.Enrolled(id, identity);
    }

    // The hash is looked up by an index; whoever could time that would learn of a hash, not of a token.
    private static bool SpendToken(SqliteConnection connection, byte[] hash, DateTimeOffset now) =>
        connection.Prepare(
            "UPDATE enrolment_token SET uses_left = uses_left - 1 " +
            "WHERE hash = ?1 AND uses_left > 0 AND expires_at > ?2")
            .Bind(1, hash.AsSpan()).Bind(2, Milliseconds(now)).Run() == 1;

    private static string? FindMachine(SqliteConnection connection, string agentId)
    {
        var row = connection.Prepare("SELECT machine_id FROM agent WHERE id = ?1").Bind(1, agentId);
        var machine = row.Step() ? row.Text(0) : null;
        row.Reset();
        return machine;
    }

    private static long Count(SqliteConnection connection, string sql)
    {
        var row = connection.Prepare(sql);
        row.Step();
        var count = row.Int64(0);
        row.Reset();
        return count;
    }
}
