using System.Diagnostics;
using System.Globalization;

namespace Aops.TestSupport;

/// <summary>
/// A PostgreSQL of the tests' own, from the programs of the distribution: in a folder of its own, reached over
/// a Unix socket in it, run by a user without rights where the tests run as root (PostgreSQL refuses root). A shell keeps
/// it, and ends it and deletes its folder as soon as its standard input is closed, so also where the tests are killed.
/// </summary>
internal sealed class PostgresCluster : IDisposable
{
    /// <summary>The superuser, who needs no password over the socket.</summary>
    public const string User = "tests";

    private const string Ready = "ready";

    // The pid of PostgreSQL changes with each restart: pg_ctl reads it from the folder.
    private const string Keeper = """
        trap '' INT TERM HUP
        root=$1 bin=$2 uid=$3 gid=$4
        as() { if [ -n "$uid" ]; then setpriv --reuid "$uid" --regid "$gid" --clear-groups -- "$@"; else "$@"; fi; }
        cd "$root"
        as "$bin/initdb" -D data -A trust -U tests --no-sync -E UTF8 --locale=C >start.log 2>&1 &&
        printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$root'" 'fsync = off' 'full_page_writes = off' \
            'max_connections = 300' 'shared_buffers = 32MB' 'autovacuum = off' 'password_encryption = scram-sha-256' \
            >>data/postgresql.conf &&
        printf '%s\n' 'local all guarded scram-sha-256' 'local all all trust' >data/pg_hba.conf &&
        as "$bin/pg_ctl" -D "$root/data" -l "$root/log" -w start >>start.log 2>&1 </dev/null &&
        echo ready || echo failed
        cat >/dev/null
        as "$bin/pg_ctl" -D data -m immediate -w stop >/dev/null 2>&1
        cd /; rm -rf "$root"
        """;

    private static readonly string[] Folders =
    [
        .. Find("/usr/lib/postgresql"), .. Find("/usr").Where(path => path.StartsWith("/usr/pgsql-", StringComparison.Ordinal)),
        "/usr",
    ];

    private static readonly Lazy<PostgresCluster> Lazily = new(Start);

    private readonly Process _keeper;
    private readonly string _programs;
    private int _databases;

    private PostgresCluster(Process keeper, string root, string programs)
    {
        (_keeper, SocketFolder, _programs) = (keeper, root, programs);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>The one of this test program; tests are skipped where there is no PostgreSQL.</summary>
    public static PostgresCluster Shared
    {
        get
        {
            if (Programs is null) Assert.Skip("initdb is not installed (package postgresql)");
            return Lazily.Value;
        }
    }

    /// <summary>Folder of its socket, which is its host.</summary>
    public string SocketFolder { get; }

    private static string? Programs { get; } = Array.Find(
        Array.ConvertAll(Folders, folder => Path.Combine(folder, "bin")), bin => File.Exists(Path.Combine(bin, "initdb")));

    /// <summary>Starts one more, for a test that stops it; the caller disposes of it.</summary>
    public static PostgresCluster StartOwn()
    {
        if (Programs is null) Assert.Skip("initdb is not installed (package postgresql)");
        return Start();
    }

    /// <summary>Path of one of its programs.</summary>
    public string Program(string name) => Path.Combine(_programs, name);

    /// <summary>The address of a database.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="user">Who opens it.</param>
    public string AddressOf(string database, string user = User) =>
        $"Host={SocketFolder};Username={user};Database={database}";

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its name.</returns>
    public string NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        Run("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Runs SQL by psql, and returns what it prints.</summary>
    public string Run(string database, string sql)
    {
        using var process = Process.Start(new ProcessStartInfo(Program("psql"),
        [
            "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1",
            "--host", SocketFolder, "--username", User, "--dbname", database, "--command", sql,
        ])
        {
            RedirectStandardOutput = true,
        })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? text.Trim()
            : throw new InvalidOperationException($"psql, {sql}: exit code {process.ExitCode}");
    }

    /// <summary>Runs <c>pg_ctl</c> on it.</summary>
    /// <param name="words">For instance <c>-m immediate restart</c>.</param>
    public void Control(params string[] words)
    {
        var data = Path.Combine(SocketFolder, "data");
        string[] command = [Program("pg_ctl"), "-D", data, "-l", Path.Combine(SocketFolder, "log"), "-w", .. words];
        string[] whole = Unprivileged() is [var uid, var gid]
            ? ["setpriv", "--reuid", uid, "--regid", gid, "--clear-groups", "--", .. command]
            : command;
        // PostgreSQL inherits the output of what starts it: no pipe, whose end would be waited for.
        Check(Process.Start("/bin/sh", ["-c", "cd / && exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. whole]), "pg_ctl");
    }

    /// <summary>Ends it, and removes its folder.</summary>
    public void Dispose()
    {
        _keeper.StandardInput.Close();
        _keeper.WaitForExit(TimeSpan.FromSeconds(10));
    }

    private static PostgresCluster Start()
    {
        // Mode 0700: every user who reaches the socket is trusted.
        var root = Directory.CreateDirectory(
            Path.Combine(Parent(), $"aops-pg-{Guid.NewGuid():N}"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var user = Unprivileged();
        if (user is [var uid, var gid]) Check(Process.Start("chown", [$"{uid}:{gid}", root]), "chown");
        var keeper = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Keeper, "sh", root, Programs!, .. user])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var cluster = new PostgresCluster(keeper, root, Programs!);
        if (keeper.StandardOutput.ReadLine() == Ready) return cluster;
        var log = File.ReadAllText(Path.Combine(root, "start.log"));
        cluster.Dispose();
        throw new InvalidOperationException($"PostgreSQL did not start:\n{log}");
    }

    // In memory, where there is room: a database is some 300 files, and ext4 looks long for inodes that were not freed
    // within the last seconds. Hundreds of databases that come and go take twice as long there.
    private static string Parent()
    {
        const string Memory = "/dev/shm";
        const long Room = 1L << 30;
        return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Room ? Memory : Path.GetTempPath();
    }

    // Numbers of a user and a group; none where this user may run it. The package of the distribution brings the user
    // 'postgres'; 'nobody' is everywhere.
    private static string[] Unprivileged()
    {
        if (!Environment.IsPrivilegedProcess) return [];
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(user => user[0]);
        var user = users.GetValueOrDefault("postgres") ?? users["nobody"];
        return [user[2], user[3]];
    }

    private static void Check(Process process, string name)
    {
        using (process)
        {
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{name}: exit code {process.ExitCode}");
        }
    }

    private static IEnumerable<string> Find(string folder) => Directory.Exists(folder)
        ? Directory.GetDirectories(folder).OrderDescending(StringComparer.Ordinal)
        : [];
}
