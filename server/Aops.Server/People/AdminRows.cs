using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Who rules the server, within a transaction: the API leaves at least one.</summary>
internal static class AdminRows
{
    /// <summary>How many users are admins and not disabled.</summary>
    public static long CountUsers(StoreConnection connection) => connection.Prepare(
        "SELECT count(*) FROM person p WHERE p.disabled = 0 AND EXISTS " +
        "(SELECT 1 FROM holder_grant g WHERE g.holder_id = p.id AND g.role = 'admin')").ReadNumber();

    /// <summary>How many keys of programs are in force and admins.</summary>
    public static long CountKeys(StoreConnection connection, DateTimeOffset now) => connection.Prepare(
        $"SELECT count(*) FROM api_key k WHERE {KeyRows.IsLive} AND k.owner_id IS NULL AND EXISTS " +
        "(SELECT 1 FROM holder_grant g WHERE g.holder_id = k.id AND g.role = 'admin')").Set("@now", now).ReadNumber();

    /// <summary>Whether a name is that of a user or of a key in force.</summary>
    public static bool IsTaken(StoreConnection connection, string name, DateTimeOffset now) =>
        connection.Prepare("SELECT 1 FROM person WHERE name = @name").Set("@name", name).HasRow()
        || connection.Prepare($"SELECT 1 FROM api_key k WHERE k.name = @name AND {KeyRows.IsLive}")
            .Set("@name", name).Set("@now", now).HasRow();
}
