using System.Net;
using Aops.Contracts;
using Aops.Server.Backups;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Restores;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Backups;

/// <summary>A server that is lost with its machine, and put back from its backup.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly BackupRun _run = new();
    private TestServer _server = null!;
    private FleetWalk _walk = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _walk = new FleetWalk(_server);
        await _walk.PutAsync("fleet", """{"agent":{"version":"1"},"settings":{"logLevel":"info"}}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _run.Dispose();
    }

    [Fact]
    public async Task Case_B03_ABackupUnderLoad_IsPutBackElsewhere_AndHostsGoOn()
    {
        var hosts = new List<HeldHost>();
        for (var i = 0; i < 5; i++) hosts.Add(new HeldHost(await TestAgent.EnrolAsync(_server)));
        foreach (var host in hosts) await host.SettleAsync();
        var repository = Path.Combine(_server.Application.Folder.Repository, "targets", "note");
        await File.WriteAllTextAsync(repository, "a file");

        using var done = new CancellationTokenSource();
        var load = WriteUntilAsync(done.Token);
        await Until.TrueAsync(() => Task.FromResult(load.Count > 2));
        Assert.Equal(ExitCodes.Ok, await BackUpAsync());
        await done.CancelAsync();
        Assert.True(await load.Task > 2);
        await _walk.PutAsync("fleet", """{"agent":{"version":"2"},"settings":{"logLevel":"debug"}}""");
        await hosts[0].SettleAsync();

        await _server.LoseAsync(_run.NewFolder());
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(["restore", _run.Backup, .. _server.DataWords]));
        await _server.StartAgainAsync();

        Assert.Equal("a file", await File.ReadAllTextAsync(
            Path.Combine(_server.Application.Folder.Repository, "targets", "note")));
        foreach (var host in hosts) await host.SettleAsync();
        // The one that holds what came after the backup holds it still; of the others nothing is different.
        Assert.Equal(("debug", "2"), (hosts[0].Level, hosts[0].Version));
        Assert.All(hosts.Skip(1), host => Assert.Equal("1", host.Version));
        Assert.Equal(1, (int)(await _server.Operator.GetOkAsync("/api/v1/hosts?q=diverged&count=1"))["count"]!);
        Assert.Equal(5, (int)(await _server.Operator.GetOkAsync("/api/v1/hosts?count=1"))["count"]!);
        // Numbers go on behind those of the backup.
        Assert.Equal(HttpStatusCode.OK, (await TestAgent.RegisterAsync(
            _server, await TestAgent.NewEnrolmentTokenAsync(_server))).Status);
        await _walk.PutAsync("fleet", """{"agent":{"version":"3"}}""");
        foreach (var host in hosts) await host.SettleAsync();
        Assert.All(hosts, host => Assert.Equal("3", host.Version));
    }

    [Fact]
    public async Task ABackup_IsItsOwnersAlone_AndRemembered()
    {
        Assert.Equal(ExitCodes.Ok, await BackUpAsync());

        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync("restore", _run.Backup, "--verify"));
        foreach (var file in Directory.EnumerateFiles(_run.Backup, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_run.Backup));
        var manifest = new BackupFolder(_run.Backup).ReadManifest();
        var names = manifest.Files.Select(file => file.Path).ToHashSet();
        Assert.Superset(new HashSet<string> { "aops.db", "ca.pem", "ca.key", "server.pem", "server.key", "operator.token" }, names);
        Assert.DoesNotContain("server.lock", names);
        Assert.Equal(_run.Backup, LastBackup.Read(_server.Application.Folder)!.Folder);

        // A backup within the data folder is not in the next one.
        var inner = Path.Combine(_server.Data, "backups", "first");
        foreach (var name in new[] { "first", "second" })
        {
            Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(
                ["backup", Path.Combine(_server.Data, "backups", name), .. _server.DataWords]));
        }
        Assert.Equal(manifest.Files.Count, new BackupFolder(inner).ReadManifest().Files.Count);
    }

    [Fact]
    public async Task NothingIsOverwritten()
    {
        Assert.Equal(ExitCodes.Ok, await BackUpAsync());
        var before = BackupRun.Describe(_run.Backup);
        Assert.Equal(ExitCodes.CannotWrite, await BackUpAsync());
        Assert.Equal(before, BackupRun.Describe(_run.Backup));

        await _server.StopAsync();
        var data = BackupRun.Describe(_server.Data);
        Assert.Equal(ExitCodes.CannotWrite, await BackupRun.RunAsync(["restore", _run.Backup, .. _server.DataWords]));
        Assert.Equal(data, BackupRun.Describe(_server.Data));
    }

    [Fact]
    public async Task EveryDamagedOrMissingFile_IsFound_AndNothingIsRestored()
    {
        Assert.Equal(ExitCodes.Ok, await BackUpAsync());
        var target = _run.NewFolder();
        foreach (var file in new BackupFolder(_run.Backup).ReadManifest().Files)
        {
            var path = Path.Combine(_run.Backup, file.Path);
            var content = await File.ReadAllBytesAsync(path);
            if (content.Length > 0)
            {
                var damaged = content.ToArray();
                damaged[damaged.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(path, damaged);
                Assert.Equal(ExitCodes.BadData, await BackupRun.RunAsync("restore", _run.Backup, "--verify"));
            }
            File.Delete(path);
            Assert.Equal(ExitCodes.BadData, await BackupRun.RunAsync("restore", _run.Backup, "--data", target));
            await File.WriteAllBytesAsync(path, content);
        }
        File.Delete(Path.Combine(_run.Backup, BackupFolder.ManifestName));
        Assert.Equal(ExitCodes.NoInput, await BackupRun.RunAsync("restore", _run.Backup, "--data", target));
        Assert.False(Directory.Exists(target));
    }

    [Fact]
    public async Task ARestoreThatDidNotEnd_StartsNoServer_AndIsRepeated()
    {
        var host = new HeldHost(await TestAgent.EnrolAsync(_server));
        await host.SettleAsync();
        Assert.Equal(ExitCodes.Ok, await BackUpAsync());
        await _server.LoseAsync(_run.NewFolder());
        Directory.CreateDirectory(_server.Data);
        await File.WriteAllTextAsync(Path.Combine(_server.Data, ServerFolder.RestoreMarkName), "from elsewhere");
        await File.WriteAllTextAsync(Path.Combine(_server.Data, "ca.key"), "a part");

        var fault = await Assert.ThrowsAsync<StartupFault>(() => _server.StartAgainAsync());
        Assert.Contains("did not end", fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(["restore", _run.Backup, .. _server.DataWords]));
        await _server.StartAgainAsync();
        Assert.Equal(0, await host.SettleAsync());
    }

    [Fact]
    public async Task WrongWords_AreRefused()
    {
        Assert.Equal(ExitCodes.Usage, await BackupRun.RunAsync("restore", _run.Backup));
        Assert.Equal(ExitCodes.Usage, await BackupRun.RunAsync("restore", _run.Backup, "--impose", "--data", _server.Data));
        Assert.Equal(ExitCodes.Usage, await BackupRun.RunAsync("restore", "--verify", "--data", _server.Data));
        Assert.Equal(ExitCodes.NoInput, await BackupRun.RunAsync("restore", _run.Backup, "--verify"));
        Assert.Equal(ExitCodes.Usage, await BackupRun.RunAsync(["copy", .. _server.DataWords]));
    }

    private Task<int> BackUpAsync() => BackupRun.RunAsync(["backup", _run.Backup, .. _server.DataWords]);

    // Writes layers and enrols hosts' labels as fast as it can.
    private Load WriteUntilAsync(CancellationToken stop)
    {
        var load = new Load();
        load.Task = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var level = load.Count % 2 == 0 ? "info" : "warning";
                await _walk.PutAsync("fleet", $$"""{"agent":{"version":"1"},"settings":{"logLevel":"{{level}}"} }""");
                load.Count++;
            }
            return load.Count;
        }, CancellationToken.None);
        return load;
    }

    private sealed class Load
    {
        public volatile int Count;

        public Task<int> Task { get; set; } = null!;
    }
}
