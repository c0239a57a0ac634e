using Aops.Server.Hosts;
using Aops.Server.Layers;

namespace Aops.Server.Storage;

/// <summary>Takes the steps of <see cref="SchemaSteps"/>: the schema version counts those that a database has taken.</summary>
internal static class Schema
{
    // What no SQL can compute, by the number of the step that it follows.
    private static readonly Dictionary<int, Action<StoreConnection>> Fills = new()
    {
        [4] = HostKeys.Fill,
        [6] = LayerMigration.Fill,
    };

    /// <summary>The version of a database with all steps.</summary>
    public static int Version => SchemaSteps.All.Count;

    /// <summary>Takes the steps that the database lacks.</summary>
    /// <exception cref="InvalidDataException">A newer server has written the database.</exception>
    public static void Migrate(StoreConnection connection, Dialect dialect) =>
        Migrate(connection, dialect, SchemaSteps.All.Count);

    /// <summary>Takes the steps that the database lacks, up to one: what an earlier release would have made.</summary>
    public static void Migrate(StoreConnection connection, Dialect dialect, int version)
    {
        dialect.Begin(connection, Durability.Disk);
        try
        {
            var taken = dialect.ReadSchemaVersion(connection);
            SchemaVersion.CheckNotNewer(taken, dialect);
            if (taken < version)
            {
                while (taken < version)
                {
                    connection.Run(dialect.Translate(SchemaSteps.All[taken++]));
                    if (Fills.TryGetValue(taken, out var fill)) fill(connection);
                    AddCounts(connection, dialect, taken);
                }
                dialect.WriteSchemaVersion(connection, version);
            }
            connection.Commit();
        }
        catch
        {
            connection.RollBack();
            throw;
        }
    }

    private static void AddCounts(StoreConnection connection, Dialect dialect, int step)
    {
        foreach (var source in CountSource.All.Where(source => source.Step == step))
        {
            connection.Run($"INSERT INTO host_count (field, value, hosts) {source.Count}");
            connection.Run(dialect.DefineCount(source));
        }
    }
}
