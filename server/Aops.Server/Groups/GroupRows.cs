using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Groups;

/// <summary>Groups in the database, within a transaction or a read.</summary>
internal static class GroupRows
{
    private const string Select =
        "SELECT name, rank, query, note, revision, changed_at, changed_by, head FROM host_group ";

    /// <summary>Every group by ascending rank.</summary>
    public static List<GroupRecord> List(StoreConnection connection) =>
        connection.Prepare(Select + "ORDER BY rank").Read(Read);

    /// <summary>One group, or null.</summary>
    public static GroupRecord? Find(StoreConnection connection, string name) =>
        connection.Prepare(Select + "WHERE name = @name").Set("@name", name).ReadFirst(Read);

    /// <summary>The group that has a rank, or null.</summary>
    public static GroupRecord? FindByRank(StoreConnection connection, long rank) =>
        connection.Prepare(Select + "WHERE rank = @rank").Set("@rank", rank).ReadFirst(Read);

    /// <summary>The first rank from one on that no group has.</summary>
    public static long FreeRank(StoreConnection connection, long from)
    {
        foreach (var rank in connection.Prepare("SELECT rank FROM host_group WHERE rank >= @from ORDER BY rank")
            .Set("@from", from).Read(row => row.GetInt64(0)))
        {
            if (rank > from) return from;
            from = rank + 1;
        }
        return from;
    }

    /// <summary>How many groups there are.</summary>
    public static long Count(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM host_group").ReadNumber();

    /// <summary>Writes a group, whether or not it is there.</summary>
    public static void Save(StoreConnection connection, GroupRecord group) =>
        connection.Prepare(
            "INSERT INTO host_group (name, rank, query, note, revision, changed_at, changed_by, head) " +
            "VALUES (@name, @rank, @query, @note, @revision, @at, @by, @head) ON CONFLICT(name) DO UPDATE SET " +
            "rank = excluded.rank, query = excluded.query, note = excluded.note, revision = excluded.revision, " +
            "changed_at = excluded.changed_at, changed_by = excluded.changed_by, head = excluded.head")
            .Set("@name", group.Name).Set("@rank", group.Rank).Set("@query", group.Q).Set("@note", group.Note)
            .Set("@revision", group.Revision).Set("@at", group.ChangedAt).Set("@by", group.ChangedBy)
            .Set("@head", group.Head).Run();

    /// <summary>Sets the newest revision of the layer of a group.</summary>
    public static void SetHead(StoreConnection connection, string name, long head) =>
        connection.Prepare("UPDATE host_group SET head = @head WHERE name = @name")
            .Set("@head", head).Set("@name", name).Run();

    /// <summary>Removes a group.</summary>
    public static void Remove(StoreConnection connection, string name) =>
        connection.Prepare("DELETE FROM host_group WHERE name = @name").Set("@name", name).Run();

    private static GroupRecord Read(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Rank = row.GetInt64(1),
        Q = row.GetString(2),
        Note = row.GetString(3),
        Revision = row.GetInt64(4),
        ChangedAt = row.Time(5),
        ChangedBy = row.GetString(6),
        Head = row.GetInt64(7),
    };
}
