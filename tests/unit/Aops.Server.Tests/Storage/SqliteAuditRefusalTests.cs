using Aops.Contracts;
using Aops.Server.Audit;
using Aops.Server.CommandLine;
using Aops.Server.Tests.Backups;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

/// <summary>A database that takes no row of the audit.</summary>
public sealed class SqliteAuditRefusalTests
{
    [Fact]
    public async Task Backup_IsTakenAllTheSame_AndItIsToldThatNoRowHasIt()
    {
        await using var server = await TestServer.StartAsync();
        using var run = new BackupRun();
        await server.StopAsync();
        using (var connection = TestStore.Of(server.Data).Open(lockWait: null).OpenWriter())
            connection.Run("CREATE TRIGGER refusal BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        using var error = new StringWriter();
        var audit = new DataCopyAudit(ServerFolder.OpenStanding(server.Data), AuditKinds.BackupWrite, "backup:/a", error);

        await audit.BeginAsync(TestStore.Of(server.Data));
        await audit.EndAsync(TestStore.Of(server.Data), hosts: 3, bytes: 17);

        Assert.Contains("\"result\":\"begun\"", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"bytes\":17", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("the disk is full", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(["backup", run.Backup, .. server.DataWords]));
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync("restore", run.Backup, "--verify"));
    }
}
