using System.Diagnostics;
using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Backups;

/// <summary>
/// How long backup, verification, restore and copy take at 10,000 hosts, with a status of 4 KiB each and 100,000 events. Run
/// by hand, with --explicit only.
/// </summary>
public sealed class BackupFigures(ITestOutputHelper output) : IDisposable
{
    private const int Hosts = 10_000;
    private const int Events = 100_000;
    private const int StatusBytes = 4096;

    private readonly BackupRun _run = new();

    [Fact(Explicit = true), Trait("Kind", "Figures")]
    public async Task TenThousandHosts()
    {
        await using var server = await TestServer.StartAsync();
        await using (var database = server.OpenDatabase()) await FillAsync(database);

        await MeasureAsync("backup", "backup", _run.Backup, server.DataWords);
        await MeasureAsync("verify", "restore", _run.Backup, ["--verify"]);
        await MeasureAsync("restore into a file", "restore", _run.Backup, ["--data", _run.NewFolder()]);
        await server.LoseAsync(_run.NewFolder());
        await MeasureAsync("restore into this store", "restore", _run.Backup, server.DataWords);
        var watch = Stopwatch.StartNew();
        await server.StartAgainAsync();
        output.WriteLine($"start on it: {watch.Elapsed.TotalSeconds:F1} s");
        Assert.Equal(Hosts, (int)(await server.Operator.GetOkAsync("/api/v1/hosts?count=1"))["count"]!);
    }

    public void Dispose() => _run.Dispose();

    private async Task MeasureAsync(string name, string verb, string target, string[] words)
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync([verb, target, .. words]));
        var bytes = Directory.EnumerateFiles(_run.Backup, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        output.WriteLine($"{name}: {watch.Elapsed.TotalSeconds:F1} s, {bytes / 1e6:F1} MB");
    }

    private static async Task FillAsync(Database database)
    {
        var now = DateTimeOffset.UtcNow;
        var hosts = Enumerable.Range(0, Hosts).Select(number => new HostFacts
        {
            Id = $"h{number:D6}",
            Hostname = $"web{number}.example.org",
            Version = $"1.{number % 6}.0",
            State = HostState.Online,
            LastSeen = now,
            EnrolledAt = now,
            Os = "Debian GNU/Linux 12 (bookworm)",
            Kernel = "6.1.0",
            Architecture = "x64",
            ServiceManager = "systemd",
            SubAgents = ["host-metrics", "node-exporter"],
            Labels = new Dictionary<string, string> { ["env"] = "prod", ["tier"] = $"{number % 10}" },
        });
        foreach (var chunk in hosts.Chunk(1000)) await HostSeed.StoreAsync(database, chunk);
        await database.WriteAsync(
            connection =>
            {
                for (var number = 0; number < Hosts; number++)
                {
                    connection.Prepare(
                        "INSERT INTO agent_status (agent_id, document) VALUES (@id, @document) " +
                        "ON CONFLICT(agent_id) DO UPDATE SET document = excluded.document")
                        .Set("@document", RandomNumberGenerator.GetBytes(StatusBytes)).Set("@id", $"h{number:D6}").Run();
                }
                for (var number = 0; number < Events; number++)
                {
                    connection.Prepare("INSERT INTO event (at, kind, agent_id, message) VALUES (@at, 'fault', @id, @message)")
                        .Set("@at", now).Set("@id", $"h{number % Hosts:D6}").Set("@message", $"a sentence of event {number}").Run();
                }
                return 0;
            },
            Durability.Process, CancellationToken.None);
    }
}
