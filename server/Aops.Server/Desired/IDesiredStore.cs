namespace Aops.Server.Desired;

/// <summary>The queries about what should be.</summary>
internal interface IDesiredStore
{
    /// <summary>Every scope.</summary>
    ValueTask<IReadOnlyList<DesiredRecord>> ListDesiredAsync(CancellationToken cancellationToken);

    /// <summary>Gives a scope a new document under the next revision, and is on the disk when it returns.</summary>
    /// <param name="scope">An agent's id, or <see cref="DesiredRecord.Fleet"/>.</param>
    /// <param name="document">The document; null takes an override back.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<DesiredRecord> SaveDesiredAsync(
        string scope, DesiredDocument? document, DateTimeOffset now, CancellationToken cancellationToken);
}
