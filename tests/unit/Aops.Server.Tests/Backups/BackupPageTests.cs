using Aops.Contracts;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Backups;

/// <summary>The commands of docs/how-to/BACKUP.md, one after another, with folders of this test.</summary>
public sealed class BackupPageTests : IAsyncLifetime
{
    private const string Program = "aops-server ";

    private readonly BackupRun _run = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _run.Dispose();
    }

    [Fact]
    public async Task EveryCommand_DoesWhatThePageSays()
    {
        await TestAgent.EnrolAsync(_server);
        var (restored, address, moved) = (_run.NewFolder(), _run.NewFolder() + ".address", _run.NewFolder());
        Directory.CreateDirectory(moved);
        await File.WriteAllTextAsync(address, TestStore.WordOf(moved) + "\n");
        try
        {
            var commands = ListCommands();
            Assert.True(commands.Count >= 7, string.Join('\n', commands));
            foreach (var command in commands)
            {
                var words = command.Replace("/srv/backups/monday", _run.Backup, StringComparison.Ordinal)
                    .Replace("/srv/restored", restored, StringComparison.Ordinal)
                    .Replace("/etc/aops-server.database", address, StringComparison.Ordinal)
                    .Replace("--data /var/lib/aops-server", string.Join(' ', _server.DataWords), StringComparison.Ordinal)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Assert.True(await BackupRun.RunAsync(words) == ExitCodes.Ok, command);
            }
            Assert.Equal(TestStore.Of(moved).Name, (await File.ReadAllTextAsync(Path.Combine(restored, "database.name"))).Trim());
        }
        finally
        {
            TestStore.Remove(moved);
        }
    }

    private static List<string> ListCommands() =>
        [.. File.ReadLines(Path.Combine(Aops.TestSupport.SourceRoot.Folder, "docs/how-to/BACKUP.md"))
            .Where(line => line.StartsWith("    ", StringComparison.Ordinal))
            .Select(line => line.Trim()).Where(line => line.StartsWith(Program, StringComparison.Ordinal))
            .Select(line => line[Program.Length..])];
}
