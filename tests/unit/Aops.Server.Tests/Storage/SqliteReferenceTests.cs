namespace Aops.Server.Tests.Storage;

/// <summary>The schema as SQLite tells of it; both dialects have the same.</summary>
public sealed class SqliteReferenceTests
{
    // Where it lacks one, each row that goes is paid for by a scan of the table that refers to it.
    [Fact]
    public async Task EveryReference_HasAnIndex()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();

        var (references, bare) = await database.ReadAsync(connection =>
        {
            var all = connection.Prepare(
                "SELECT m.name || '.' || f.\"from\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f " +
                "WHERE m.type = 'table'").Read(row => row.GetString(0));
            var indexed = connection.Prepare(
                "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_index_list(m.name) i " +
                "JOIN pragma_index_info(i.name) c WHERE m.type = 'table' AND c.seqno = 0 AND i.partial = 0 AND c.name IS NOT NULL")
                .Read(row => row.GetString(0));
            return (all, all.Except(indexed).ToList());
        }, CancellationToken.None);

        Assert.True(references.Count > 8, "the schema has lost its references");
        Assert.Empty(bare);
    }
}
