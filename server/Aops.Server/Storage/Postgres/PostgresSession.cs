using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Aops.Server.Storage.Postgres;

/// <summary>
/// How connections to PostgreSQL are made and set up. The one that writes for the server holds an advisory lock for as
/// long as it lives, so that no second server runs on the same database.
/// </summary>
/// <param name="database">The database, as faults call it.</param>
/// <param name="lockWait">How long the lock is waited for; null where none is taken.</param>
internal sealed class PostgresSession(string database, TimeSpan? lockWait)
{
    // pg_current_xact_id and pg_xact_status on xid8.
    private const int VersionMin = 13;

    private const long ServersLock = 0x616F_7073_0000_0002;
    private const string FindHolder =
        "SELECT a.pid, a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid " +
        "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 " +
        "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) " +
        "AND (CAST(CAST(l.classid AS bigint) AS numeric) * 4294967296) + CAST(l.objid AS bigint) = @lock";

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(100);

    // Between two holders the lock has no visible owner.
    private static readonly TimeSpan LockHandOver = TimeSpan.FromSeconds(5);

    // PostgreSQL cuts what is longer (NAMEDATALEN).
    private const int NameBytesMax = 63;

    // The process and its machine; seen in pg_stat_activity, and by the server that finds this one there.
    private static readonly string Self = NameOf(Environment.MachineName, Environment.ProcessId);

    // A client that vanished with its machine is detected within 30 s, which frees its lock; a client that
    // stalls within a transaction blocks others for no longer.
    // A connection plans a prepared statement, and what a foreign key runs, once, maybe while its tables are empty: by
    // a scan, which would stay when they are large. An index serves every statement.
    private static readonly string Settings = string.Create(CultureInfo.InvariantCulture, $"""
        SET lock_timeout = {(int)ServerLimits.DatabaseBusyTimeout.TotalMilliseconds};
        SET idle_in_transaction_session_timeout = 30000;
        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4;
        SET enable_seqscan = off; SET jit = off;
        """);

    private int _ownPid;

    /// <summary>What makes connections; it keeps none.</summary>
    public static NpgsqlDataSource CreateSource(PostgresAddress address)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(address.ConnectionString);
        builder.EnableTransportSecurity();
        var settings = builder.ConnectionStringBuilder;
        settings.Pooling = false;
        settings.Enlist = false;
        settings.ApplicationName = Self;
        settings.Timeout = (int)ServerLimits.DatabaseConnectTimeout.TotalSeconds;
        settings.CommandTimeout = (int)ServerLimits.DatabaseCommandTimeout.TotalSeconds;
        settings.TcpKeepAlive = true;
        settings.IncludeErrorDetail = false;
        return builder.Build();
    }

    public static void SetUpReader(NpgsqlConnection connection) =>
        Run(connection, Settings + " SET default_transaction_read_only = on;");

    /// <exception cref="StoreException">Another server holds the lock.</exception>
    /// <exception cref="InvalidDataException">The server cannot use this PostgreSQL or this database.</exception>
    public void SetUpWriter(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < VersionMin)
        {
            throw new InvalidDataException(
                $"{database} is PostgreSQL {connection.PostgreSqlVersion}, and this server needs {VersionMin} or newer");
        }
        if (connection.PostgresParameters.GetValueOrDefault("server_encoding") is { } encoding and not "UTF8")
        {
            throw new InvalidDataException(
                $"{database} has the encoding {encoding}, and this server needs UTF8: " +
                "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0");
        }
        Run(connection, Settings);
        if (lockWait is { } wait) TakeLock(connection, wait);
    }

    private void TakeLock(NpgsqlConnection connection, TimeSpan wait)
    {
        var watch = Stopwatch.StartNew();
        // A server that held the lock before does not let its callers wait for a successor.
        if (_ownPid != 0 && wait > LockHandOver) wait = LockHandOver;
        while (!TryLock(connection))
        {
            var (pid, holder) = Holder(connection);
            // The own previous connection, whose loss PostgreSQL has not noticed yet.
            if (pid != 0 && pid == _ownPid && holder == Self) Run(connection, string.Create(
                CultureInfo.InvariantCulture, $"SELECT pg_terminate_backend({pid})"));
            else if (watch.Elapsed >= (pid == 0 ? wait + LockHandOver : wait))
            {
                throw new StoreException(database, StoreFaultKind.InUse,
                    $"another server uses it ({holder}); stop that one, or give another database by --database");
            }
            Thread.Sleep(LockPoll);
        }
        _ownPid = connection.ProcessID;
    }

    private static string NameOf(string machine, int process)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"aops-server {process} {machine}");
        return name.Length <= NameBytesMax ? name : name[..NameBytesMax];
    }

    private static bool TryLock(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_try_advisory_lock(@lock)";
        command.Parameters.Add(new NpgsqlParameter<long>("@lock", ServersLock));
        return (bool)command.ExecuteScalar()!;
    }

    private static (int Pid, string Name) Holder(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = FindHolder;
        command.Parameters.Add(new NpgsqlParameter<long>("@lock", ServersLock));
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt32(0), reader.GetString(1)) : (0, "it has just ended");
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
