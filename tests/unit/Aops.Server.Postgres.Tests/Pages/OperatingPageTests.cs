using Aops.TestSupport;

namespace Aops.Server.Postgres.Tests.Pages;

/// <summary>The commands of docs/how-to/OPERATING.md, read out of the page and run in their order.</summary>
public sealed class OperatingPageTests
{
    private const string Indent = "    ";

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var cluster = PostgresCluster.StartOwn();
        using var machine = new PageMachine(cluster);
        var commands = (await File.ReadAllLinesAsync(Path.Combine(SourceRoot.Folder, "docs/how-to/OPERATING.md")))
            .Where(line => line.StartsWith(Indent, StringComparison.Ordinal)).Select(line => line[Indent.Length..]).ToList();

        var (code, output) = await machine.RunAsync(commands);

        Assert.True(code == 0, output);
        Assert.True(commands.Count > 20, "the page has lost its commands");
        Assert.Contains("listens on https://", output, StringComparison.Ordinal);
        Assert.Contains("333 heartbeats a second: 3 % of a processor with SQLite, 53 % with PostgreSQL", output, StringComparison.Ordinal);
        Assert.Contains("588 MiB of memory, 100 MB of database, 13333 open files", output, StringComparison.Ordinal);
        Assert.Contains("aops-enrol-", output, StringComparison.Ordinal);
        // The role of the page owns the tables, in the database of the page.
        Assert.Equal("aops-server", cluster.Run("aops", "SELECT tableowner FROM pg_tables WHERE tablename = 'agent'"));
    }
}
