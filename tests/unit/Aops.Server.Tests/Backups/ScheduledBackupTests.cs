using Aops.Contracts;
using Aops.Server.Backups;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Backups;

/// <summary>Backups that the server takes by itself, by a clock that the test moves.</summary>
public sealed class ScheduledBackupTests : IAsyncLifetime
{
    private readonly BackupRun _run = new();
    private readonly ManualClock _clock = new();
    private TestServer _server = null!;

    private BackupShelf Shelf => new(_run.Backup);

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_clock);
        await _server.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _run.Dispose();
    }

    [Fact]
    public async Task OneADay_TheNewestStay_AndEachIsWhole()
    {
        await StartAsync(2);
        var seen = new HashSet<string>();
        for (var day = 0; day < 4; day++)
        {
            await Until.TrueAsync(() => (Shelf.List() is [var newest, ..] && seen.Add(newest.Path)) || Pump(TimeSpan.FromMinutes(1)));
            Pump(TimeSpan.FromHours(23));
            Assert.Equal(day + 1, seen.Count);
        }
        await Until.TrueAsync(() => Shelf.List().Count == 2 || Pump(TimeSpan.FromSeconds(1)));
        foreach (var (path, _) in Shelf.List())
            Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync("restore", path, "--verify"));
        Assert.Contains("was taken and verified", await EventsAsync(), StringComparison.Ordinal);
        Assert.StartsWith("aops_server_last_backup_timestamp_seconds ",
            (await _server.Operator.GetStringAsync("/metrics")).Split('\n')
                .Single(line => line.StartsWith("aops_server_last_backup_timestamp_seconds", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereItCannotBeWritten_ItIsTold_AndTriedAgain()
    {
        await File.WriteAllTextAsync(_run.Backup, "a file in its place");
        await StartAsync(2);
        await Until.TrueAsync(async () =>
            (await EventsAsync()).Contains("could not be taken", StringComparison.Ordinal) || Pump(TimeSpan.FromSeconds(1)));

        File.Delete(_run.Backup);
        await Until.TrueAsync(() => Shelf.List().Count == 1 || Pump(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("--backup-every", "1m")]
    [InlineData("--backup-every", "60d")]
    [InlineData("--backup-count", "0")]
    public async Task WrongSettings_AreRefused(string option, string value) => Assert.Equal(ExitCodes.Usage, await BackupRun.RunAsync(
        ["run", "--backup-to", _run.Backup, option, value, .. _server.DataWords]));

    [Fact]
    public async Task SettingsWithoutAFolder_AreRefused() => Assert.Equal(ExitCodes.Usage, await BackupRun.RunAsync(
        ["run", "--backup-count", "3", .. _server.DataWords]));

    private Task StartAsync(int count) => _server.StartAgainAsync(TestServer.Options(_server.Data) with
    {
        Backups = new BackupPlan(_run.Backup, TimeSpan.FromDays(1), count),
    });

    private async Task<string> EventsAsync() =>
        (await _server.Operator.GetOkAsync("/api/events?limit=100"))["events"]!.ToJsonString();

    // False, as a condition that waits for what follows the time.
    private bool Pump(TimeSpan time)
    {
        _clock.Advance(time);
        return false;
    }
}
