using Aops.Server.Audit;
using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>Requests for a consent in the database.</summary>
/// <param name="database">The database.</param>
/// <param name="table">Their table, with the columns <c>id</c> and <c>state</c>.</param>
internal abstract class ConsentStore<TRequest>(Database database, string table)
    where TRequest : class
{
    protected Database Database => database;

    /// <summary>Requests, the oldest first.</summary>
    /// <param name="after">Key of the one that they come after .</param>
    public ValueTask<List<TRequest>> ListAsync(TimeKey after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => List(connection, after, limit), cancellationToken);

    /// <summary>One request, or null.</summary>
    public ValueTask<TRequest?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, id), cancellationToken);

    /// <summary>Stores the decision of an operator.</summary>
    /// <returns>The request, or null if there is none with that id.</returns>
    public Task<TRequest?> DecideAsync(string id, ConsentState state, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                if (Find(connection, id) is not { } request) return null;
                connection.Prepare($"UPDATE {table} SET state = @state WHERE id = @id")
                    .Set("@state", state.ToString()).Set("@id", id).Run();
                AuditRows.Append(connection, Describe(request, state));
                return Find(connection, id);
            },
            Durability.Disk, cancellationToken);

    /// <summary>Deletes a request; the host may ask again.</summary>
    /// <returns>Whether it existed.</returns>
    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                if (Find(connection, id) is not { } request) return false;
                connection.Prepare($"DELETE FROM {table} WHERE id = @id").Set("@id", id).Run();
                AuditRows.Append(connection, Describe(request, decision: null));
                return true;
            },
            Durability.Disk, cancellationToken);

    /// <summary>What the audit is told of a decision, or, with null, of a request that is deleted.</summary>
    /// <param name="request">The request before.</param>
    protected abstract AuditChange Describe(TRequest request, ConsentState? decision);

    /// <summary>Requests after one of them, the oldest first.</summary>
    protected abstract List<TRequest> List(StoreConnection connection, TimeKey after, int limit);

    /// <summary>One request, or null.</summary>
    protected abstract TRequest? Find(StoreConnection connection, string id);
}
