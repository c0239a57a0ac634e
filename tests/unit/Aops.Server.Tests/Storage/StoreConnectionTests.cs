using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Tests.Storage;

public sealed class StoreConnectionTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public void Values_ComeBackAsTheyWent()
    {
        using var connection = _database.OpenWriter();
        _database.Define(connection, "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d TEXT, e TEXT, f INTEGER)");
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);
        connection.Prepare("INSERT INTO t VALUES (@a, @b, @c, @d, @e, @f)")
            .Set("@a", long.MaxValue).Set("@b", "größe 日本 🦊").Set("@c", [0, 255]).Set("@d", "")
            .Set("@e", (string?)null).Set("@f", at).Run();

        var row = Assert.Single(connection.Prepare("SELECT * FROM t").Read(row => (
            row.GetInt64(0), row.GetString(1), row.Bytes(2), row.TextOrNull(3), row.TextOrNull(4), row.Time(5))));

        Assert.Equal(long.MaxValue, row.Item1);
        Assert.Equal("größe 日本 🦊", row.Item2);
        Assert.Equal([0, 255], row.Item3);
        Assert.Equal("", row.Item4);
        Assert.Null(row.Item5);
        Assert.Equal(at, row.Item6);
    }

    [Fact]
    public void EmptyBytes_AreNotNull()
    {
        using var connection = _database.OpenWriter();

        var bytes = connection.Prepare("SELECT @bytes").Set("@bytes", Array.Empty<byte>()).ReadFirst(row => row.BytesOrNull(0));

        Assert.NotNull(bytes);
        Assert.Empty(bytes);
    }

    [Fact]
    public void Prepare_Again_ForgetsTheValuesOfTheLastRun()
    {
        using var connection = _database.OpenWriter();
        const string sql = "SELECT count(*) WHERE @a IS NULL AND @b IS NULL";
        Assert.Equal(0, connection.Prepare(sql).Set("@a", 1).Set("@b", "x").ReadNumber());

        Assert.Equal(1, connection.Prepare(sql).ReadNumber());
    }

    [Fact]
    public void BadStatement_IsAFaultOfTheDatabase()
    {
        using var connection = _database.OpenWriter();

        var fault = Assert.ThrowsAny<DbException>(() => connection.Prepare("SELEC 1").Run());

        Assert.Contains("SELEC", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_DoesNotWrite()
    {
        _database.OpenWriter().Dispose();
        using var connection = _database.OpenReader();

        Assert.ThrowsAny<DbException>(() => connection.Run("CREATE TABLE t (a INTEGER)"));
    }

    public void Dispose() => _database.Dispose();
}
