using System.Globalization;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>Hosts that wait for approval in the database; those whose token is over are there no more.</summary>
internal sealed class EnrolmentRequestStore(Database database, TimeProvider clock)
{
    /// <summary>Key of a request in their order.</summary>
    public static string KeyOf(EnrolmentRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.AskedAt.ToUnixTimeMilliseconds()} {request.Id}");

    /// <summary>Requests, the oldest first.</summary>
    /// <param name="after">Key of the one that they come after; null for the first ones.</param>
    public ValueTask<List<EnrolmentRequest>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var (at, id) = (after ?? "-1 ").Split(' ') is [var time, var last]
            ? (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(time, CultureInfo.InvariantCulture)), last)
            : (DateTimeOffset.UnixEpoch, "");
        return database.ReadAsync(
            connection => EnrolmentRequestRows.List(connection, at, id, limit, clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>One request, or null.</summary>
    public ValueTask<EnrolmentRequest?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => EnrolmentRequestRows.Find(connection, id, clock.GetUtcNow()), cancellationToken);

    /// <summary>Stores the decision of an operator.</summary>
    /// <returns>The request, or null if there is none with that id.</returns>
    public Task<EnrolmentRequest?> DecideAsync(string id, ConsentState state, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                connection.Prepare("UPDATE enrolment_request SET state = @state WHERE id = @id")
                    .Set("@state", state.ToString()).Set("@id", id).Run();
                return EnrolmentRequestRows.Find(connection, id, clock.GetUtcNow());
            },
            Durability.Disk, cancellationToken);

    /// <summary>Deletes a request; the host may ask again.</summary>
    /// <returns>Whether it existed.</returns>
    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare("DELETE FROM enrolment_request WHERE id = @id").Set("@id", id).Run() == 1,
            Durability.Disk, cancellationToken);
}
