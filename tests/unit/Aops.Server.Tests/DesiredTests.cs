using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class DesiredTests
{
    [Fact]
    public async Task UnpublishedVersion_IsRefused_UnlessForced()
    {
        await using var server = await TestServer.StartAsync();
        await TestRepository.PublishAsync(server.Operator, 1, "1.0.0", [1]);
        const string wish = """{"agent":{"version":"9.9.9"},"subAgents":[{"name":"nobody","version":"1"}]}""";

        var refused = await server.Operator.SendAsync(HttpMethod.Put, "/api/desired", wish);

        refused.AssertProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.NotNull(refused.Body!["errors"]!["agent.version"]);
        Assert.NotNull(refused.Body["errors"]!["subAgents[0].version"]);
        await server.Operator.PutOkAsync("/api/desired", """{"agent":{"version":"1.0.0"}}""");
        await server.Operator.PutOkAsync("/api/desired?force=true", wish);
    }

    [Theory]
    [InlineData("""{"agnet":{"version":"1"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"subAgents":[null]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"settings":{"logLevel":null}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"settings":{"nonsense":"1"}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"settings":{"heartbeatSrv":"https://other.example"}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"settings":{"proxy":"none"}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"settings":{"spmMaxMem":"32MiB"}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"settings":{"heartbeatInterval":"20m"}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"agent":{"version":"1","order":9007199254740992}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"subAgents":[{"name":"a","version":"1","order":-1}]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"subAgents":[{"name":"a","version":"1"},{"name":"a","version":"1"}]}""",
        HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"subAgents":[{"name":"a","version":"1","env":{"A":null}}]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"subAgents":[{"name":"a","version":"1","env":{"1A":"x"}}]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"subAgents":[{"name":"a","version":"1","args":[null]}]}""", HttpStatusCode.UnprocessableEntity)]
    public async Task Nonsense_IsRefused(string body, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(expected, (await server.Operator.SendAsync(HttpMethod.Put, "/api/desired?force", body)).Status);
        Assert.Equal(0, (long)(await server.Operator.GetOkAsync("/api/desired"))["revision"]!);
    }

    [Fact]
    public async Task SameVersionAgain_IsANewOrder()
    {
        await using var server = await TestServer.StartAsync();
        const string wish = """{"agent":{"version":"1.0.0","order":77}}""";

        var first = await server.Operator.PutOkAsync("/api/desired?force", wish);
        var second = await server.Operator.PutOkAsync("/api/desired?force", wish);

        var before = (long)first["document"]!["agent"]!["order"]!;
        var after = (long)second["document"]!["agent"]!["order"]!;
        Assert.True(after > before);
        Assert.NotEqual(77, before);
    }

    [Fact]
    public async Task AVersionSentBackAsItIs_KeepsItsOrder()
    {
        await using var server = await TestServer.StartAsync();
        const string wish = """{"agent":{"version":"1.0.0"},"subAgents":[{"name":"a","version":"1"},{"name":"b","version":"1"}]}""";
        var document = (await server.Operator.PutOkAsync("/api/desired?force", wish))["document"]!;
        var order = (long)document["agent"]!["order"]!;

        document["subAgents"]![1]!["version"] = "2";
        var changed = (await server.Operator.PutOkAsync("/api/desired?force", document.ToJsonString()))["document"]!;

        Assert.Equal(order, (long)changed["agent"]!["order"]!);
        Assert.Equal(order, (long)changed["subAgents"]![0]!["order"]!);
        Assert.True((long)changed["subAgents"]![1]!["order"]! > order);
    }

    [Fact]
    public async Task Override_IsLaidOverTheFleet_AndTakenBack()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await server.Operator.PutOkAsync("/api/desired?force",
            """{"agent":{"version":"1.0.0"},"subAgents":[{"name":"a","version":"1"}],"settings":{"logLevel":"info","heartbeatInterval":"10s"}}""");
        await server.Operator.PutOkAsync($"/api/fleet/{agent.Id}/desired?force",
            """{"agent":{"version":"2.0.0"},"settings":{"heartbeatInterval":"20s"}}""");

        var special = (await agent.BeatAsync())["desired"]!;
        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/fleet/{agent.Id}/desired");
        var common = (await agent.BeatAsync((long)special["revision"]!))["desired"]!;

        Assert.Equal("2.0.0", (string?)special["agent"]!["version"]);
        Assert.Equal("a", (string?)special["subAgents"]![0]!["name"]);
        Assert.Equal("info", (string?)special["settings"]!["logLevel"]);
        Assert.Equal("20s", (string?)special["settings"]!["heartbeatInterval"]);
        Assert.Equal("1.0.0", (string?)common["agent"]!["version"]);
        Assert.True((long)common["revision"]! > (long)special["revision"]!);
    }

    [Fact]
    public async Task OverrideOfAnUnknownAgent_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();

        (await server.Operator.SendAsync(HttpMethod.Put, "/api/fleet/nobody/desired?force", "{}"))
            .AssertProblem(HttpStatusCode.NotFound, "no-such-agent");
    }

    [Fact]
    public async Task IfMatch_GuardsAgainstAnotherOperator()
    {
        await using var server = await TestServer.StartAsync();
        await server.Operator.PutOkAsync("/api/desired?force", "{}");
        await server.Operator.PutOkAsync("/api/desired?force", "{}");

        var late = await server.Operator.SendAsync(
            HttpMethod.Put, "/api/desired?force", "{}", ("If-Match", "\"1\""));
        var right = await server.Operator.SendAsync(
            HttpMethod.Put, "/api/desired?force", "{}", ("If-Match", "\"2\""));

        late.AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        Assert.Equal(HttpStatusCode.OK, right.Status);
    }

    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("BASH_ENV")]
    [InlineData("PATH")]
    [InlineData("AOPS_REPORT_FILE")]
    public async Task ReservedVariables_AreRefusedByTheirField(string name)
    {
        await using var server = await TestServer.StartAsync();

        var refused = await server.Operator.SendAsync(HttpMethod.Put, "/api/desired?force",
            $$"""{"subAgents":[{"name":"a","version":"1","env":{"{{name}}":"x"} }]}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains($"subAgents[0].env.{name}", refused.Body!.ToJsonString(), StringComparison.Ordinal);
    }
}
