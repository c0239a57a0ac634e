using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>The freeze in the database, within a transaction or a read. There is one at most.</summary>
internal static class FreezeRows
{
    /// <summary>The one that was written last, whether it has ended or not; null for none.</summary>
    public static Freeze? Find(StoreConnection connection) =>
        connection.Prepare("SELECT reason, author, since, until FROM fleet_freeze").ReadFirst(Read);

    /// <summary>Whether one is in force.</summary>
    public static bool Holds(StoreConnection connection, DateTimeOffset now) =>
        Find(connection) is { } freeze && freeze.Holds(now);

    public static void Put(StoreConnection connection, Freeze freeze)
    {
        Remove(connection);
        connection.Prepare(
            "INSERT INTO fleet_freeze (id, reason, author, since, until) VALUES (1, @reason, @author, @since, @until)")
            .Set("@reason", freeze.Reason).Set("@author", freeze.Author).Set("@since", freeze.Since)
            .Set("@until", freeze.Until).Run();
    }

    public static void Remove(StoreConnection connection) => connection.Prepare("DELETE FROM fleet_freeze").Run();

    private static Freeze Read(DbDataReader row) => new()
    {
        Reason = row.GetString(0),
        Author = row.GetString(1),
        Since = row.Time(2),
        Until = row.TimeOrNull(3),
    };
}
