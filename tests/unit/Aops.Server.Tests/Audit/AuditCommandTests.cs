using Aops.Contracts;
using Aops.Server.CommandLine;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary><c>aops-server audit</c>.</summary>
public sealed class AuditCommandTests
{
    [Fact]
    public async Task Verify_FindsWhatWasCutOff_AfterTheHeadWasWritten()
    {
        await using var server = await TestServer.StartAsync();
        await TestAgent.EnrolAsync(server);
        Assert.Equal(ExitCodes.Ok, await RunAsync(server, "verify"));
        Assert.Equal(ExitCodes.Ok, await RunAsync(server, "head"));
        // The end of the server writes the head.
        await server.StopAsync();
        Assert.Equal(ExitCodes.Ok, await RunAsync(server, "verify"));

        using (var connection = TestStore.Of(server.Data).Open(lockWait: null).OpenWriter())
            connection.Run("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)");

        Assert.Equal(ExitCodes.BadData, await RunAsync(server, "verify"));
        Assert.Equal(ExitCodes.BadData, await RunAsync(server, "verify", "--head", "999:abc", "--after", "1"));

        // The server says so itself at its next start, by a row that cannot be overlooked.
        await server.StartAgainAsync();
        await Until.TrueAsync(async () =>
            (await server.Operator.GetOkAsync("/api/v1/audit?kind=audit.mismatch"))["rows"]!.AsArray().Count == 1);
    }

    [Theory]
    [InlineData("verify", "--after", "-1")]
    [InlineData("verify", "--head", "7")]
    [InlineData("verify", "--all")]
    public async Task WrongWords_AreRefused(params string[] words)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(ExitCodes.Usage, await RunAsync(server, words));
    }

    [Fact]
    public async Task ACommandOfTheMachine_IsTheActOfItsUser()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(ExitCodes.Ok, await ServerCommands.RunAsync(["token", "create", .. server.DataWords]));

        var row = (await server.Operator.GetOkAsync("/api/v1/audit?kind=token.create"))["rows"]!.AsArray().Single()!;
        Assert.Equal(("command-line", Environment.UserName), ((string?)row["actorKind"], (string?)row["actor"]));
    }

    [Fact]
    public async Task ATokenWhoseTimeIsOver_IsToldOnce()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        await TestAgent.NewEnrolmentTokenAsync(server);
        clock.Advance(TimeSpan.FromHours(2));
        await server.StopAsync();
        await server.StartAgainAsync();
        await Until.TrueAsync(() => HasAsync(server));
        await server.StopAsync();
        await server.StartAgainAsync();

        Assert.True(await HasAsync(server));
    }

    private static async Task<bool> HasAsync(TestServer server)
    {
        var rows = (await server.Operator.GetOkAsync("/api/v1/audit?kind=token.expire"))["rows"]!.AsArray();
        return rows is [var row] && (string?)row!["actorKind"] == "part";
    }

    private static Task<int> RunAsync(TestServer server, params string[] words) =>
        ServerCommands.RunAsync(["audit", .. words, .. server.DataWords]);
}
