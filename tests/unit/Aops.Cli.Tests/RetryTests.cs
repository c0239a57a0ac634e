using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Work;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;
using Aops.Cli.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>What is sent again when an answer does not come, and what is not.</summary>
public sealed class RetryTests
{
    private const string Revision = "\"3\"";

    [Fact]
    public async Task APost_IsSentAgain_WithTheSameKey()
    {
        var server = new Answers(Answers.Broken, Answers.Broken, Answers.Json("{}"));

        var answer = await Api(server).SendAsync(HttpMethod.Post, ApiPath.V1("hosts", "remove"), new JsonObject(), null, CancellationToken.None);

        Assert.True(answer.WasRepeated);
        Assert.Equal(3, server.Asked.Count);
        Assert.Single(server.Asked.Select(asked => asked.Key).Distinct());
        Assert.NotNull(server.Asked[0].Key);
    }

    [Fact]
    public async Task APut_IsSentAgain_OnlyForTheRevisionThatItNames()
    {
        var named = new Answers(Answers.Broken, Answers.Json("{}"));
        await Api(named).SendAsync(HttpMethod.Put, "/api/v1/groups/web", new JsonObject(), Revision, CancellationToken.None);
        var unnamed = new Answers(Answers.Broken, Answers.Json("{}"));
        var fault = await Assert.ThrowsAsync<CliException>(() =>
            Api(unnamed).SendAsync(HttpMethod.Put, "/api/v1/groups/web", new JsonObject(), null, CancellationToken.None));

        Assert.All(named.Asked, asked => Assert.Equal(Revision, asked.Match));
        Assert.Equal(2, named.Asked.Count);
        Assert.Single(unnamed.Asked);
        Assert.Contains("whether it was done is not known", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARepeatedPut_ThatFindsANewerRevision_SaysThatItMayBeItsOwn()
    {
        var server = new Answers(Answers.Broken, Answers.Json("""{"title":"t","status":412,"code":"revision","detail":"It is at 4."}""", 412));

        var fault = await Assert.ThrowsAsync<CliException>(() =>
            Api(server).SendAsync(HttpMethod.Put, "/api/v1/groups/web", new JsonObject(), Revision, CancellationToken.None));

        Assert.Equal(CliExitCodes.Conflict, fault.ExitCode);
        Assert.Contains("may be this one", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABusyServer_IsWaitedFor_AndOneThatStaysBusyIsTold()
    {
        var problem = """{"title":"t","status":503,"code":"busy","detail":"Busy now."}""";
        var server = new Answers(Answers.Json(problem, 503, retryAfter: 0), Answers.Json("{\"a\":1}"));
        Assert.Equal(1, (int)(await Api(server).GetAsync("/api/v1/fields", CancellationToken.None)).Object["a"]!);

        var always = new Answers(Answers.Json(problem, 503, retryAfter: 0));
        var fault = await Assert.ThrowsAsync<CliException>(() => Api(always).GetAsync("/api/v1/fields", CancellationToken.None));
        Assert.Equal((CliExitCodes.Error, "Busy now.", 4), (fault.ExitCode, fault.Message, always.Asked.Count));
    }

    [Fact]
    public async Task Lists_OfJsonAlone_AreReadByTheirPages()
    {
        var server = new Answers(
            Answers.Json("""{"groups":[{"name":"a"}],"next":"c1"}"""), Answers.Json("""{"groups":[{"name":"b"}]}"""));
        var names = new List<string?>();

        await foreach (var row in Api(server).StreamAsync(ApiPath.V1("groups").With("count", true), "groups", CancellationToken.None))
            names.Add((string?)row["name"]);

        Assert.Equal(["a", "b"], names);
        Assert.Equal("GET /api/v1/groups?count=true&cursor=c1", server.Asked[1].Line);
    }

    [Fact]
    public async Task AWait_WhoseTimeRunsOut_Is8_AndTheWorkGoesOn()
    {
        var server = new Answers(Answers.Json("""{"id":"o1","kind":"move","state":"running","done":5,"total":20}"""));
        var error = new StringWriter();
        var terminal = new CliTerminal { Output = TextWriter.Null, Error = error, Input = TextReader.Null };

        var fault = await Assert.ThrowsAsync<CliException>(() =>
            OperationFollower.WaitAsync(terminal, Api(server), "o1", TimeSpan.Zero, CancellationToken.None));

        Assert.Equal(CliExitCodes.TimeRanOut, fault.ExitCode);
        Assert.Equal("aops operation wait o1", fault.Fix);
        Assert.Equal("move: 5 of 20 hosts (25 %)\n", error.ToString());
    }

    private static OperatorApi Api(Answers server) => new(
        new ServerContext { Name = "x", Server = "https://x.example/", Token = "t" }, TimeProvider.System, server);
}
