using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Grants of users and keys, within a transaction or a read.</summary>
internal static class GrantRows
{
    /// <summary>The grants of a user or a key, in the order in which they were given.</summary>
    public static List<Grant> List(StoreConnection connection, string holderId) =>
        connection.Prepare("SELECT role, scope FROM holder_grant WHERE holder_id = @id ORDER BY position")
            .Set("@id", holderId).Read(row => new Grant
            {
                Role = Enum.Parse<Role>(row.GetString(0), ignoreCase: true),
                Scope = row.GetString(1),
            });

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
}
