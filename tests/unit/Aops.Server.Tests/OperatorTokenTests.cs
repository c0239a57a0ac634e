using System.Net;
using System.Text;
using Aops.Server.CommandLine;
using Aops.Server.People;
using Aops.Server.Security;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class OperatorTokenTests
{
    private const string Path = "/api/enrolment-tokens";

    [Fact]
    public async Task Sec_M13_MadeListedAndRevoked_WhileTheServerRuns_InForceAtOnce()
    {
        await using var server = await TestServer.StartAsync();
        var token = await RunAsync(server, "create", "--name", "ci", "--expires", "30d");
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, token));
        var list = await RunAsync(server, "list");

        await RunAsync(server, "revoke", "--name", "ci");

        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(server, token));
        Assert.Equal(["ci", "initial"], list.Split('\n').Select(line => line.Split('\t')[0]));
        Assert.DoesNotContain(token, list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_M13_Expires()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var token = await RunAsync(server, "create", "--name", "ci", "--expires", "1h");
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, token));

        clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(server, token));
    }

    [Fact]
    public async Task Sec_M13_ActsOfAnOperator_NameTheToken()
    {
        await using var server = await TestServer.StartAsync();
        var token = await RunAsync(server, "create", "--name", "alice", "--expires", "never");
        using var alice = server.CreateClient();
        alice.DefaultRequestHeaders.Authorization = new("Bearer", token);
        await alice.PutOkAsync("/api/desired?force", """{"agent":{"version":"2.0.0"}}""");

        await Until.TrueAsync(async () => (await server.Operator.GetOkAsync("/api/events"))["events"]!.AsArray().Any(
            entry => ((string?)entry!["message"])!.Contains("by operator alice", StringComparison.Ordinal)));
        await TestAgent.EnrolAsync(server);
        await Until.TrueAsync(async () => (await server.Operator.GetOkAsync("/api/events"))["events"]!.AsArray().Any(
            entry => (string?)entry!["kind"] == "enrolled"
                && !((string?)entry["message"])!.Contains("operator", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sec_M13_TheDatabaseHoldsOnlyHashes()
    {
        await using var server = await TestServer.StartAsync();
        var token = await RunAsync(server, "create", "--name", "ci");
        await server.StopAsync();

        var content = await TestStore.ReadAllAsync(server.Data);

        Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(token)));
        Assert.NotEqual(-1, content.AsSpan().IndexOf("api_key"u8));
    }

    [Fact]
    public async Task FileOfBefore_IsTakenIn_AndARevokedOneIsNotTakenInAgain()
    {
        await using var server = await TestServer.StartAsync();
        await RunAsync(server, "create", "--name", "other");
        var initial = server.Application.Folder.OpenOperatorToken();
        Assert.Equal(HttpStatusCode.OK, await TryAsync(server, initial));

        await RunAsync(server, "revoke", "--name", BootstrapKey.Name);
        await server.StopAsync();
        await server.StartAgainAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(server, initial));
    }

    [Fact]
    public async Task DeletedFile_DoesNotVoidTheToken()
    {
        await using var server = await TestServer.StartAsync();
        var initial = server.Application.Folder.OpenOperatorToken();
        File.Delete(server.Application.Folder.OperatorToken);
        await server.StopAsync();
        var folder = ServerFolder.Open(server.Data);
        await using var database = server.OpenDatabase();
        var store = new KeyStore(database);

        await new BootstrapKey(store, new PersonStore(database), TimeProvider.System).OpenAsync(
            File.Exists(folder.OperatorToken), folder.OpenOperatorToken, CancellationToken.None);

        Assert.False(File.Exists(folder.OperatorToken));
        Assert.NotNull(await new HolderStore(database).FindByKeyAsync(
            Secrets.Hash(initial), null, TimeProvider.System.GetUtcNow(), CancellationToken.None));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("create", "--name", "no name")]
    [InlineData("create", "--name", "a", "--expires", "soon")]
    [InlineData("revoke", "--name", "nobody")]
    public async Task WrongWords_AreRefused(params string[] words)
    {
        await using var server = await TestServer.StartAsync();

        Assert.NotEqual(0, await ServerCommands.RunAsync(["operator-token", .. words, .. server.DataWords]));
    }

    private static async Task<string> RunAsync(TestServer server, params string[] words)
    {
        using var output = new StringWriter();
        await ConsoleGate.WaitAsync();
        var before = System.Console.Out;
        try
        {
            System.Console.SetOut(output);
            Assert.Equal(0, await ServerCommands.RunAsync(["operator-token", .. words, .. server.DataWords]));
        }
        finally
        {
            System.Console.SetOut(before);
            ConsoleGate.Release();
        }
        // Other tests print at the same time.
        return string.Join('\n', output.ToString().Split('\n').Where(
            line => line.StartsWith(Secrets.OperatorPrefix, StringComparison.Ordinal) || line.Contains('\t', StringComparison.Ordinal)));
    }

    private static readonly SemaphoreSlim ConsoleGate = new(1);

    private static async Task<HttpStatusCode> TryAsync(TestServer server, string token) =>
        (await server.Anybody.SendAsync(HttpMethod.Get, Path, null, ("Authorization", $"Bearer {token}"))).Status;
}
