using Aops.Server.Storage;

namespace Aops.Server.Idempotency;

/// <summary>Requests with keys in the database, each for a day.</summary>
internal sealed class IdempotencyStore(Database database)
{
    /// <summary>Notes that a request begins, unless its key is there.</summary>
    /// <param name="operatorId">Whose key it is.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Hash of the request.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is there; null where the request may begin.</returns>
    public Task<IdempotencyRecord?> BeginAsync(
        string operatorId, string key, byte[] hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => Begin(connection, operatorId, key, hash, now), Durability.Disk, cancellationToken);

    /// <summary>Stores the answer of a request that has ended.</summary>
    public Task EndAsync(string operatorId, string key, StoredAnswer answer) => database.WriteAsync(
        connection => connection.Prepare(
            "UPDATE idempotency SET status = @status, etag = @etag, location = @location, body = @body " +
            "WHERE operator_id = @operator AND key = @key")
            .Set("@status", answer.Status).Set("@etag", answer.ETag).Set("@location", answer.Location)
            .Set("@body", answer.Body).Set("@operator", operatorId).Set("@key", key).Run(),
        Durability.Disk, CancellationToken.None);

    /// <summary>Forgets a request that changed nothing: it may be sent again.</summary>
    public Task ForgetAsync(string operatorId, string key) => database.WriteAsync(
        connection => connection.Prepare("DELETE FROM idempotency WHERE operator_id = @operator AND key = @key")
            .Set("@operator", operatorId).Set("@key", key).Run(),
        Durability.Disk, CancellationToken.None);

    private static IdempotencyRecord? Begin(
        StoreConnection connection, string operatorId, string key, byte[] hash, DateTimeOffset now)
    {
        connection.Prepare("DELETE FROM idempotency WHERE created_at < @end")
            .Set("@end", now - FleetLimits.IdempotencyAgeMax).Run();
        var found = connection.Prepare(
            "SELECT request_hash, status, etag, location, body FROM idempotency " +
            "WHERE operator_id = @operator AND key = @key")
            .Set("@operator", operatorId).Set("@key", key)
            .ReadFirst(row => new IdempotencyRecord(row.Bytes(0), row.IsDBNull(1)
                ? null
                : new StoredAnswer(row.Int32(1), row.TextOrNull(2), row.TextOrNull(3), row.Bytes(4))));
        if (found is not null) return found;
        connection.Prepare(
            "INSERT INTO idempotency (operator_id, key, request_hash, created_at) " +
            "VALUES (@operator, @key, @hash, @now)")
            .Set("@operator", operatorId).Set("@key", key).Set("@hash", hash).Set("@now", now).Run();
        return null;
    }
}
