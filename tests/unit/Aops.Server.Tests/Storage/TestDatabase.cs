using Aops.Server.Storage;

namespace Aops.Server.Tests.Storage;

/// <summary>A database file in a folder of its own.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-database-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "test.db");

    public SqliteDialect Dialect => new(Path);

    public StoreConnection OpenWriter() => new(Dialect.OpenWriter());

    public StoreConnection OpenReader() => new(Dialect.OpenReader());

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
