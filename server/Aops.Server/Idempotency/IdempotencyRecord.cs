namespace Aops.Server.Idempotency;

/// <summary>A request that was sent with a key, and its answer.</summary>
/// <param name="RequestHash">SHA-256 of its method, path, parameters and body.</param>
/// <param name="Answer">Its answer; null while it runs, or where its end was not seen.</param>
internal sealed record IdempotencyRecord(byte[] RequestHash, StoredAnswer? Answer);

/// <summary>An answer of JSON that is given again.</summary>
/// <param name="Status">Its status.</param>
/// <param name="ETag">Its header ETag; null for none.</param>
/// <param name="Location">Its header Location; null for none.</param>
/// <param name="Body">Its body.</param>
internal sealed record StoredAnswer(int Status, string? ETag, string? Location, byte[] Body);
