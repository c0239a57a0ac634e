using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Server.Audit;
using Aops.Server.CommandLine;
using Aops.Server.Storage;
using Aops.Server.Tests.Backups;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>Who takes the whole database along, by a backup or a copy, is in the audit.</summary>
public sealed class DataCopyAuditTests : IAsyncLifetime
{
    private readonly BackupRun _run = new();
    // Of a name that is not taken for a token, as those of the other folders are.
    private readonly string _target = Directory.CreateTempSubdirectory("aops-taken").FullName;
    private TestServer _server = null!;

    private string Backup => Path.Combine(_target, "backup");

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await TestAgent.EnrolAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _run.Dispose();
        Directory.Delete(_target, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Backup_WhileTheServerRunsOrNot_TellsWhoAndWhereTo(bool isRunning)
    {
        if (!isRunning) await _server.StopAsync();

        Assert.Equal(ExitCodes.Ok, await BackUpAsync());

        Assert.Equal(ExitCodes.Ok, await VerifyAsync());
        if (!isRunning) await _server.StartAgainAsync();
        var rows = await RowsAsync("backup.write");
        Assert.Equal(["begun", "done"], rows.Select(ResultOf));
        Assert.All(rows, row => Assert.Equal(
            ("command-line", Environment.UserName, $"backup:{Backup}", SecretText.Without(TestStore.Of(_server.Data).Name)),
            ((string?)row["actorKind"], (string?)row["actor"], (string?)row["object"], (string?)row["after"]!["database"])));
        Assert.Equal(1, (int)rows[1]["hosts"]!);
        Assert.True((long)rows[1]["after"]!["bytes"]! > 1000);
    }

    [Fact]
    public async Task Backup_ThatFails_IsToldWithItsFault()
    {
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "note"), "");

        Assert.Equal(ExitCodes.CannotWrite, await BackUpAsync());

        var rows = await RowsAsync("backup.write");
        Assert.Equal(["begun", "failed"], rows.Select(ResultOf));
        Assert.Contains("not empty", (string?)rows[1]["after"]!["fault"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_OfADatabaseOfAnEarlierVersion_IsTaken_AndMigratesNothing()
    {
        const int Before = 12;
        await _server.LoseAsync(_run.NewFolder());
        Directory.CreateDirectory(_server.Data);
        File.WriteAllText(Path.Combine(_server.Data, "ca.pem"), "");
        using (var dialect = TestStore.Of(_server.Data).Open(lockWait: null))
        using (var connection = dialect.OpenWriter())
            Schema.Migrate(connection, dialect, Before);
        using var error = new StringWriter();
        var audit = new DataCopyAudit(ServerFolder.OpenStanding(_server.Data), AuditKinds.BackupWrite, "backup:/a", error);

        await audit.BeginAsync(TestStore.Of(_server.Data));

        Assert.Contains("has no row of this backup.write", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"it has schema {Before}", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await BackUpAsync());
        Assert.Equal(Before, new Server.Backups.BackupFolder(Backup).ReadManifest().Schema);
        using var after = TestStore.Of(_server.Data).Open(lockWait: null);
        using var reader = after.OpenReader();
        Assert.Equal(Before, after.ReadSchemaVersion(reader));
    }

    [Fact]
    public async Task Copy_IsInTheAuditOfBothDatabases()
    {
        await _server.StopAsync();
        var file = Path.Combine(_target, "other.db");

        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(["copy", .. _server.DataWords, "--to", file]));

        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync("audit", "verify", "--data", _server.Data, "--database", file));
        await _server.StartAgainAsync(TestServer.Options(_server.Data) with { Database = new DatabaseAddress.Sqlite(file) });
        await AssertCopiedAsync(file);
        // Who goes on with the first one is told of the copy, too.
        await _server.StopAsync();
        AtomicFile.Delete(Path.Combine(_server.Data, "database.name"));
        File.Delete(Path.Combine(_server.Data, "audit-heads"));
        Assert.Equal(ExitCodes.Ok, await VerifyAsync());
        await _server.StartAgainAsync();
        await AssertCopiedAsync(file);
    }

    [Fact]
    public async Task Copy_IntoWhatIsNotEmpty_IsToldAsFailed()
    {
        await _server.StopAsync();
        var file = Path.Combine(_target, "other.db");
        string[] words = ["copy", .. _server.DataWords, "--to", file];
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(words));
        AtomicFile.Delete(Path.Combine(_server.Data, "database.name"));

        Assert.Equal(ExitCodes.BadData, await BackupRun.RunAsync(words));

        await _server.StartAgainAsync();
        Assert.Equal(["begun", "done", "begun", "failed"], (await RowsAsync("database.copy")).Select(ResultOf));
    }

    [Fact]
    public async Task Copy_BackIntoTheFileOfTheFolder_IsInItsAudit()
    {
        await _server.StopAsync();
        var (file, other) = (Path.Combine(_server.Data, "aops.db"), Path.Combine(_target, "other.db"));
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(["copy", .. _server.DataWords, "--to", other]));
        foreach (var part in Directory.EnumerateFiles(_server.Data, "aops.db*")) File.Delete(part);

        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync("copy", "--data", _server.Data, "--database", other, "--to", file));

        await _server.StartAgainAsync(TestServer.Options(_server.Data) with { Database = new DatabaseAddress.Sqlite(file) });
        Assert.Equal(["begun", "done", "begun", "done"], (await RowsAsync("database.copy")).Select(ResultOf));
    }

    private async Task AssertCopiedAsync(string file)
    {
        var rows = await RowsAsync("database.copy");
        Assert.Equal(["begun", "done"], rows.Select(ResultOf));
        Assert.All(rows, row => Assert.Equal(
            ("command-line", Environment.UserName, $"database:{file}"),
            ((string?)row["actorKind"], (string?)row["actor"], (string?)row["object"])));
        Assert.Equal(1, (int)rows[1]["hosts"]!);
    }

    private async Task<List<JsonNode>> RowsAsync(string kind) =>
        [.. (await _server.Operator.GetOkAsync($"/api/v1/audit?kind={kind}&after=0"))["rows"]!.AsArray().OfType<JsonNode>()];

    private static string? ResultOf(JsonNode row) => (string?)row["after"]!["result"];

    private Task<int> BackUpAsync() => BackupRun.RunAsync(["backup", Backup, .. _server.DataWords]);

    private Task<int> VerifyAsync() => BackupRun.RunAsync(["audit", "verify", .. _server.DataWords]);
}
