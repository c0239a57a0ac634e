using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aops.Server.Storage;
using Npgsql;

namespace Aops.Server.Postgres.Tests.Support;

/// <summary>The databases of the tests: each is one of the cluster that all tests of this program share.</summary>
internal static class TestStore
{
    private static readonly ConcurrentDictionary<string, string> Databases = new();

    // Made once, as their steps take longer than most tests: each is a copy of this one.
    private static readonly Lazy<string> Tables = new(MakeTemplate);

    private static int _count;

    /// <summary>The database of a data folder; the same at each call.</summary>
    public static DatabaseAddress Of(string data) =>
        DatabaseAddress.Parse(WordOf(data), out var fault) ?? throw new InvalidOperationException(fault);

    /// <summary>How the command line names it.</summary>
    public static string WordOf(string data)
    {
        return PostgresCluster.Shared.AddressOf(Databases.GetOrAdd(data, _ => New()));
    }

    /// <summary>Makes the database of a folder that is new, with its tables.</summary>
    public static void MakeTables(string data) => Databases[data] = New(Tables.Value);

    /// <summary>Every byte that a server that has stopped has stored.</summary>
    public static async Task<byte[]> ReadAllAsync(string data)
    {
        using var dump = Process.Start(new ProcessStartInfo(
            PostgresCluster.Shared.Program("pg_dump"),
            ["--host", PostgresCluster.Shared.SocketFolder, "--username", PostgresCluster.User, Databases[data]])
        {
            RedirectStandardOutput = true,
        })!;
        using var content = new MemoryStream();
        await dump.StandardOutput.BaseStream.CopyToAsync(content);
        await dump.WaitForExitAsync();
        Assert.Equal(0, dump.ExitCode);
        return content.ToArray();
    }

    /// <summary>Copies the database of a server that has stopped.</summary>
    /// <returns>What <see cref="PutBack"/> takes.</returns>
    public static string Copy(string data)
    {
        NpgsqlConnection.ClearAllPools();
        return New(Databases[data]);
    }

    /// <summary>Puts the database back to a copy; the server has stopped.</summary>
    public static void PutBack(string data, string copy)
    {
        NpgsqlConnection.ClearAllPools();
        Execute($"DROP DATABASE {Databases[data]} WITH (FORCE)");
        Execute($"CREATE DATABASE {Databases[data]} TEMPLATE {copy}");
    }

    /// <summary>Removes the database of a folder.</summary>
    public static void Remove(string data)
    {
        if (Databases.TryRemove(data, out var name)) Execute($"DROP DATABASE {name} WITH (FORCE)");
    }

    private static string MakeTemplate()
    {
        var name = New();
        using var dialect = DatabaseAddress.Parse(PostgresCluster.Shared.AddressOf(name), out _)!.Open(lockWait: null);
        using var connection = dialect.OpenWriter();
        Schema.Migrate(connection, dialect);
        return name;
    }

    private static string New(string template = "template1")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _count)}");
        Execute($"CREATE DATABASE {name} TEMPLATE {template}");
        return name;
    }

    // By a connection of this process: a start of psql for each of hundreds takes longer.
    private static void Execute(string sql)
    {
        using var source = NpgsqlDataSource.Create(PostgresCluster.Shared.AddressOf("postgres"));
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }
}
