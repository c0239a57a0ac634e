using System.Formats.Tar;
using System.IO.Compression;
using Aops.Contracts;
using Aops.Server.CommandLine;
using Aops.Server.Diagnostics;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Diagnostics;

/// <summary>The bundle of a server: it says what helps, and no secret.</summary>
public sealed class DiagnoseTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private string Bundle => Path.Combine(_server.Data, "bundle.tar.gz");

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task ItTellsOfTheServer_AndOfNoSecret()
    {
        var agent = await TestAgent.EnrolAsync(_server);
        await agent.SendAsync(agent.Heartbeat());
        var folder = _server.Application.Folder;

        Assert.Equal(ExitCodes.Ok, await ServerCommands.RunAsync(["diagnose", "--output", Bundle, .. _server.DataWords]));

        var parts = await ReadAsync();
        Assert.Contains("1 agent\n", parts["database.txt"], StringComparison.Ordinal);
        Assert.Contains("ca.key", parts["files.txt"], StringComparison.Ordinal);
        Assert.Contains("state=1", parts["hosts.txt"], StringComparison.Ordinal);
        Assert.Contains("enrolled", parts["events.ndjson"], StringComparison.Ordinal);
        var all = string.Concat(parts.Values);
        string[] secrets =
        [
            folder.OpenOperatorToken(), agent.Token,
            // The rest of a key is its public part, which the certificate has as well.
            .. (await File.ReadAllLinesAsync(folder.CaKey)).Take(3),
            .. (await File.ReadAllLinesAsync(folder.CertificateKey)).Take(3),
        ];
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Bundle));
    }

    [Fact]
    public async Task ADatabaseThatCannotBeRead_IsSaid_AndTheRestIsThere()
    {
        await _server.StopAsync();
        var broken = Path.Combine(_server.Data, "broken.db");
        await File.WriteAllTextAsync(broken, "no database at all, but some text that is long enough to be taken for one");

        Assert.Equal(ExitCodes.Ok, await ServerCommands.RunAsync(
            ["diagnose", "--output", Bundle, "--data", _server.Data, "--database", $"sqlite:{broken}"]));

        var parts = await ReadAsync();
        Assert.StartsWith("cannot be read", parts["database.txt"], StringComparison.Ordinal);
        Assert.Contains("server.key", parts["files.txt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongParts_AreCut()
    {
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 3 * BundleWriter.PartBytesMax).Select(_ => (char)random.Next(32, 127)));
        BundleWriter.Write(Bundle, [.. Enumerable.Range(0, BundleWriter.PartsMax).Select(number => ($"{number}", text))]);

        Assert.InRange(new FileInfo(Bundle).Length, 1, 10 * 1024 * 1024);
        Assert.EndsWith("left out]\n", (await ReadAsync())["0"], StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> ReadAsync()
    {
        await using var zip = new GZipStream(File.OpenRead(Bundle), CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        var parts = new Dictionary<string, string>();
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            // A part without a word has no content.
            using var text = new StreamReader(entry.DataStream ?? Stream.Null);
            parts.Add(entry.Name, await text.ReadToEndAsync());
        }
        return parts;
    }
}
