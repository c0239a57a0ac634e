using System.Globalization;
using Aops.Server.Hosts.Labels;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>
/// Enrolment tokens in the database, and registrations, which use up a token and create an agent.
/// </summary>
internal sealed class EnrolmentStore(Database database)
{
    /// <summary>Stores a new token.</summary>
    /// <returns>False if there are <see cref="ServerLimits.EnrolmentTokensMax"/> live tokens already.</returns>
    public Task<bool> AddTokenAsync(EnrolmentToken token, byte[] hash, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => AddToken(connection, token, hash), Durability.Disk, cancellationToken);

    /// <summary>Key of a token in their order.</summary>
    public static string KeyOf(EnrolmentToken token) =>
        string.Create(CultureInfo.InvariantCulture, $"{token.CreatedAt.ToUnixTimeMilliseconds()} {token.Id}");

    /// <summary>Tokens, the newest first.</summary>
    /// <param name="after">Key of the one that they come after; null for the newest ones.</param>
    public ValueTask<List<EnrolmentToken>> ListTokensAsync(
        string? after, int limit, CancellationToken cancellationToken)
    {
        var (at, id) = after?.Split(' ') is [var time, var last]
            ? (long.Parse(time, CultureInfo.InvariantCulture), last)
            : (long.MaxValue, "");
        return database.ReadAsync(connection => ListTokens(connection, at, id, limit), cancellationToken);
    }

    /// <summary>Whether there is such a token.</summary>
    public ValueTask<bool> HasTokenAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Prepare("SELECT 1 FROM enrolment_token WHERE id = @id").Set("@id", id).HasRow(),
        cancellationToken);

    /// <summary>Whether one more token can be added.</summary>
    public ValueTask<bool> HasRoomAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Prepare(
            "SELECT count(*) FROM enrolment_token WHERE expires_at > @now AND uses_left > 0")
            .Set("@now", now).ReadNumber() < ServerLimits.EnrolmentTokensMax,
        cancellationToken);

    /// <summary>Revokes a token.</summary>
    /// <returns>Whether it existed.</returns>
    public Task<bool> RemoveTokenAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare("DELETE FROM enrolment_token WHERE id = @id").Set("@id", id).Run() == 1,
            Durability.Disk, cancellationToken);

    /// <summary>Whether a token is known, not expired and not used up; does not use it.</summary>
    public ValueTask<bool> IsUsableAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(
                "SELECT count(*) FROM enrolment_token WHERE hash = @hash AND uses_left > 0 AND expires_at > @now")
                .Set("@hash", hash).Set("@now", now).ReadNumber() > 0,
            cancellationToken);

    /// <summary>Uses up one use of the token and creates the agent atomically, flushed to the disk.</summary>
    public Task<EnrolmentOutcome> EnrolAsync(EnrolmentOrder order, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => EnrolmentRows.Enrol(connection, order), Durability.Disk, cancellationToken);

    /// <summary>
    /// Undoes the registration of an agent that never sent a heartbeat: its row and the use of the token,
    /// atomically.
    /// </summary>
    /// <returns>Name of its host; null if there is no such agent.</returns>
    public Task<string?> WithdrawAsync(
        string agentId, byte[] tokenHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => EnrolmentRows.Withdraw(connection, agentId, tokenHash, now),
            Durability.Disk, cancellationToken);

    private static bool AddToken(StoreConnection connection, EnrolmentToken token, byte[] hash)
    {
        // Delete unusable tokens first, to make room.
        connection.Prepare("DELETE FROM enrolment_token WHERE expires_at <= @now OR uses_left <= 0")
            .Set("@now", token.CreatedAt).Run();
        if (connection.Prepare("SELECT count(*) FROM enrolment_token").ReadNumber() >= ServerLimits.EnrolmentTokensMax)
            return false;
        connection.Prepare(
            "INSERT INTO enrolment_token (id, hash, note, created_at, expires_at, uses_max, uses_left, agent_id) " +
            "VALUES (@id, @hash, @note, @created, @expires, @usesMax, @usesLeft, @agent)")
            .Set("@id", token.Id).Set("@hash", hash).Set("@note", token.Note)
            .Set("@created", token.CreatedAt).Set("@expires", token.ExpiresAt)
            .Set("@usesMax", token.UsesMax).Set("@usesLeft", token.UsesLeft)
            .Set("@agent", token.AgentId).Run();
        if (token.Labels is { } labels) LabelRows.Keep(connection, token.Id, labels);
        return true;
    }

    private static List<EnrolmentToken> ListTokens(StoreConnection connection, long at, string id, int limit)
    {
        const string page = "WHERE (created_at, id) < (@at, @id) ORDER BY created_at DESC, id DESC LIMIT @limit";
        var tokens = connection.Prepare(
            "SELECT id, note, created_at, expires_at, uses_max, uses_left, agent_id FROM enrolment_token " +
            page)
            .Set("@at", at).Set("@id", id).Set("@limit", limit)
            .Read(row => new EnrolmentToken
            {
                Id = row.GetString(0),
                Note = row.TextOrNull(1),
                CreatedAt = row.Time(2),
                ExpiresAt = row.Time(3),
                UsesMax = row.Int32(4),
                UsesLeft = row.Int32(5),
                AgentId = row.TextOrNull(6),
            });
        var labels = connection.Prepare(
            "SELECT token_id, name, value FROM enrolment_label WHERE token_id IN " +
            $"(SELECT id FROM enrolment_token {page})")
            .Set("@at", at).Set("@id", id).Set("@limit", limit)
            .Read(row => (Token: row.GetString(0), Name: row.GetString(1), Value: row.GetString(2)))
            .ToLookup(label => label.Token);
        return [.. tokens.Select(token => labels.Contains(token.Id)
            ? token with { Labels = labels[token.Id].ToDictionary(label => label.Name, label => label.Value) }
            : token)];
    }
}
