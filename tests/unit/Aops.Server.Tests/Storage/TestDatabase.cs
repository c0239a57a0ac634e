using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

/// <summary>A database of its own, empty.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-database-").FullName;

    /// <summary>What faults call it.</summary>
    public string Name => TestStore.Of(_folder).Name;

    /// <summary>A way to it that the caller closes.</summary>
    public Dialect NewDialect() => TestStore.Of(_folder).Open(lockWait: null);

    public Database Open() => Database.Open(NewDialect());

    public StoreConnection OpenWriter() => NewDialect().OpenWriter();

    public StoreConnection OpenReader() => NewDialect().OpenReader();

    /// <summary>Makes a table, with the types as <c>Schema</c> writes them.</summary>
    public void Define(StoreConnection connection, string definition)
    {
        using var dialect = NewDialect();
        connection.Run(dialect.Translate(definition));
    }

    public void Dispose()
    {
        TestStore.Remove(_folder);
        Directory.Delete(_folder, recursive: true);
    }
}
