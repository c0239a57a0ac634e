using System.Data.Common;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Grants of users and keys, within a transaction or a read.</summary>
internal static class GrantRows
{
    /// <summary>The grants of a user or a key, in the order in which they were given.</summary>
    public static List<Grant> List(StoreConnection connection, string holderId) =>
        connection.Prepare("SELECT role, scope FROM holder_grant WHERE holder_id = @id ORDER BY position")
            .Set("@id", holderId).Read(row => Read(row, 0));

    /// <summary>The grants of many holders, by holder, with one statement.</summary>
    /// <param name="holders">A query for their ids.</param>
    /// <param name="set">Sets the parameters of that query.</param>
    public static ILookup<string, Grant> ListOf(
        StoreConnection connection, string holders, Func<StoreCommand, StoreCommand> set) =>
        set(connection.Prepare(
            $"SELECT holder_id, role, scope FROM holder_grant WHERE holder_id IN ({holders}) " +
            "ORDER BY holder_id, position"))
            .Read(row => (Holder: row.GetString(0), Grant: Read(row, 1)))
            .ToLookup(row => row.Holder, row => row.Grant);

    /// <summary>Replaces the grants of a holder.</summary>
    public static void Set(StoreConnection connection, string holderId, IReadOnlyList<Grant> grants)
    {
        Remove(connection, holderId);
        foreach (var (position, grant) in grants.Index())
        {
            connection.Prepare(
                "INSERT INTO holder_grant (holder_id, position, role, scope) VALUES (@id, @position, @role, @scope)")
                .Set("@id", holderId).Set("@position", position)
                .Set("@role", grant.Role.ToString().ToLowerInvariant()).Set("@scope", grant.Scope).Run();
        }
    }

    /// <summary>Removes the grants of a holder.</summary>
    public static void Remove(StoreConnection connection, string holderId) =>
        connection.Prepare("DELETE FROM holder_grant WHERE holder_id = @id").Set("@id", holderId).Run();

    private static Grant Read(DbDataReader row, int column) => new()
    {
        Role = Enum.Parse<Role>(row.GetString(column), ignoreCase: true),
        Scope = row.GetString(column + 1),
    };
}
