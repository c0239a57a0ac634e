using System.Diagnostics;
using System.Globalization;
using System.Text;
using Aops.Harness;
using Aops.TestSupport;

namespace Aops.Server.Postgres.Tests.Pages;

/// <summary>
/// A machine for the commands of a page: its folders are below a temporary one, its PostgreSQL is that of the tests, and the
/// words that only root of a real machine has (<c>dnf</c>, <c>systemctl</c>, <c>runuser</c>, <c>chown</c>) are scripts. The unit of
/// aops-server is started as packaging/aops-server/aops-server.service says.
/// </summary>
internal sealed class PageMachine : IDisposable
{
    // What a package that is installed has to be: one that packaging/ makes.
    private const string Dnf = """
        #!/bin/sh -e
        for word in "$@"; do case $word in install | -y) ;; *) test -f "$TREE/packaging/$word/files" ;; esac; done
        """;

    private const string Runuser = """
        #!/bin/sh
        [ "$1" = -u ] && [ "$3" = -- ] || exit 64
        shift 3
        exec "$@"
        """;

    // Users of a package are not there.
    private const string Chown = """
        #!/bin/sh
        [ $# -eq 2 ] && [ -e "$2" ]
        """;

    private const string Systemctl = """
        #!/bin/sh
        verb=$1; for unit in "$@"; do :; done
        [ "$unit" = aops-server ] || exit 5
        stop() { if [ -f "$ROOT/pid" ]; then kill "$(cat "$ROOT/pid")"; while kill -0 "$(cat "$ROOT/pid")" 2>/dev/null; do sleep 0.05; done; rm "$ROOT/pid"; fi; }
        start() {
          . "$ROOT/etc/sysconfig/aops-server"
          line=$(sed -n 's|^ExecStart=/usr/bin/||p' "$TREE/packaging/aops-server/aops-server.service" | sed "s|/var/lib|$ROOT/var/lib|")
          eval "exec setsid $line" >"$ROOT/log" 2>&1 </dev/null &
          echo $! >"$ROOT/pid"
          while ! grep -q '^enrol a host:' "$ROOT/log"; do kill -0 "$(cat "$ROOT/pid")" || { cat "$ROOT/log"; exit 1; }; sleep 0.05; done
        }
        case $verb in
          enable | start) start ;;
          stop) stop ;;
          restart) stop; start ;;
          *) exit 64 ;;
        esac
        """;

    private const string Journalctl = """
        #!/bin/sh
        [ "$1" = -u ] && [ "$2" = aops-server ] && cat "$ROOT/log"
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly string _root = Directory.CreateTempSubdirectory("aops-page-").FullName;
    private readonly PostgresCluster _cluster;

    public PageMachine(PostgresCluster cluster)
    {
        _cluster = cluster;
        foreach (var folder in new[] { "bin", "etc/sysconfig", "var/lib", "var/backups" })
            Directory.CreateDirectory(Path.Combine(_root, folder));
        foreach (var (name, script) in new[]
        {
            ("dnf", Dnf), ("runuser", Runuser), ("chown", Chown), ("systemctl", Systemctl), ("journalctl", Journalctl),
        })
        {
            var file = Path.Combine(_root, "bin", name);
            File.WriteAllText(file, script);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        File.CreateSymbolicLink(Path.Combine(_root, "bin/aops-server"), Path.Combine(AppContext.BaseDirectory, "aops-server"));
    }

    /// <summary>Runs commands in one shell, which ends at the first that fails.</summary>
    /// <returns>The exit code, and what they said, each after the command.</returns>
    public async Task<(int Code, string Output)> RunAsync(IReadOnlyList<string> commands)
    {
        var port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        var script = new StringBuilder("exec 2>&1\nset -eux\n");
        foreach (var command in commands)
        {
            script.Append(command
                .Replace("/etc/", $"{_root}/etc/", StringComparison.Ordinal)
                .Replace("/var/", $"{_root}/var/", StringComparison.Ordinal)
                .Replace("/run/postgresql", _cluster.SocketFolder, StringComparison.Ordinal)
                .Replace("0.0.0.0:7443", $"127.0.0.1:{port}", StringComparison.Ordinal)
                .Replace("aops.example.com:7443", $"localhost:{port}", StringComparison.Ordinal)).Append('\n');
        }
        var start = new ProcessStartInfo("/bin/sh", ["-c", script.ToString()])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{_root}/bin:{Path.GetDirectoryName(_cluster.Program("psql"))}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["ROOT"] = _root;
        start.Environment["TREE"] = SourceRoot.Folder;
        start.Environment["PGHOST"] = _cluster.SocketFolder;
        start.Environment["PGUSER"] = PostgresCluster.User;
        using var shell = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Deadline);
        try
        {
            var output = await shell.StandardOutput.ReadToEndAsync(timeout.Token);
            await shell.WaitForExitAsync(timeout.Token);
            return (shell.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            return (-1, $"the commands did not end within {Deadline}");
        }
    }

    public void Dispose()
    {
        var pid = Path.Combine(_root, "pid");
        if (File.Exists(pid) && int.TryParse(File.ReadAllText(pid), out var id))
        {
            try
            {
                using var server = Process.GetProcessById(id);
                server.Kill();
                server.WaitForExit(TimeSpan.FromSeconds(10));
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }
        Directory.Delete(_root, recursive: true);
    }
}
