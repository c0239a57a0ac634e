using Aops.Server.Http;
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
        database.WriteAsync(
            connection => EnrolmentTokenRows.Add(connection, token, hash), Durability.Disk, cancellationToken);

    /// <summary>Key of a token in their order.</summary>
    public static TimeKey KeyOf(EnrolmentToken token) => TimeKey.Of(token.CreatedAt, token.Id);

    /// <summary>Tokens, the newest first.</summary>
    /// <param name="after">Key of the one that they come after.</param>
    /// <param name="now">The time of their state.</param>
    public ValueTask<List<EnrolmentToken>> ListTokensAsync(
        TimeKey after, int limit, DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync(
            connection => EnrolmentTokenRows.List(connection, after, limit, now), cancellationToken);

    /// <summary>Whether there is such a token.</summary>
    public ValueTask<bool> HasTokenAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Prepare("SELECT 1 FROM enrolment_token WHERE id = @id").Set("@id", id).HasRow(),
        cancellationToken);

    /// <summary>Whether one more token can be added.</summary>
    public ValueTask<bool> HasRoomAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => EnrolmentTokenRows.HasRoom(connection, now), cancellationToken);

    /// <summary>Revokes a token.</summary>
    /// <returns>Whether it existed.</returns>
    public Task<bool> RemoveTokenAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => EnrolmentTokenRows.Remove(connection, id, connection.Scope.Now),
            Durability.Disk, cancellationToken);

    /// <summary>A token by the SHA-256 of its secret; null if it is unknown. This does not use it.</summary>
    public ValueTask<ShownToken?> FindTokenAsync(byte[] hash, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ShownToken.Find(connection, hash), cancellationToken);

    /// <summary>Whether an agent that was never heard of got its identity by such an attempt a short time ago.</summary>
    public ValueTask<bool> WasAttemptedAsync(byte[] attempt, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => EnrolmentRows.FindAttempted(connection, attempt, now) is not null, cancellationToken);

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
}
