using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Aops.Bench.Load;

/// <summary>
/// Events as a fleet leaves them in some time, written into the database of a server that does not run: no bench can wait for
/// them.
/// </summary>
internal static class EventHistory
{
    /// <summary>What one host tells in the time: it goes and comes, is upgraded, restarts a sub-agent.</summary>
    public const int PerHost = 20;

    // By time, and at one time by hosts: as they would have come.
    private const string Fill = """
        WITH RECURSIVE turn(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM turn WHERE n < @turns - 1),
        host(id, hostname, place) AS (SELECT id, hostname, row_number() OVER (ORDER BY id) FROM agent)
        INSERT INTO event (at, kind, class, agent_id, hostname, message)
        SELECT @from + (@to - @from) * n / @turns + place * (@to - @from) / @turns / (SELECT count(*) FROM agent),
          CASE n % 5 WHEN 0 THEN 'offline' WHEN 1 THEN 'online' WHEN 2 THEN 'version-changed' WHEN 3 THEN 'upgrade'
            ELSE 'sub-agent' END,
          0, host.id, hostname,
          hostname || CASE n % 5 WHEN 0 THEN ' is offline; last seen 2026-01-01 00:00:00 UTC.' WHEN 1 THEN ' is online with agent 1.0.0.'
            WHEN 2 THEN ' runs agent 1.0.0, before 0.9.0.' WHEN 3 THEN ': agent 0.9.0 -> 1.0.0: success.'
            ELSE ': collector 1.0.0 is running.' END
        FROM turn CROSS JOIN host ORDER BY n, place
        """;

    /// <summary>Writes the events of some days before now.</summary>
    /// <param name="file">The database.</param>
    /// <returns>How many there are.</returns>
    public static async Task<long> AddAsync(string file, TimeSpan days, CancellationToken cancellationToken)
    {
        raw.SetProvider(new SQLite3Provider_sqlite3());
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        var now = DateTimeOffset.UtcNow;
        command.CommandTimeout = 600;
        command.CommandText = Fill;
        command.Parameters.AddWithValue("@turns", PerHost);
        command.Parameters.AddWithValue("@from", (now - days).ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@to", now.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText = "SELECT count(*) FROM event";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
