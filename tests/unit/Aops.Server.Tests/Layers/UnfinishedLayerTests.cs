using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

/// <summary>A layer whose newest revision is that of a rollout which has not brought it to all hosts.</summary>
public sealed class UnfinishedLayerTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private TestAgent _agent = null!;
    private string _rollout = "";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _agent = await TestAgent.EnrolAsync(_server, "a");
        await SendAsync("PUT", "/api/v1/layers/fleet?force", """{"agent":{"version":"1.0.0"}}""");
        var (status, made) = await _server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/rollouts?force", """{"layer":"fleet","patch":{"agent":{"version":"3.1.0"}}}""");
        Assert.Equal(HttpStatusCode.Created, status);
        _rollout = (string)made!["rollout"]!["id"]!;
        await _server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{_rollout}/start",
            $$"""{"planHash":"{{(string)made["plan"]!["planHash"]!}}"}""");
        await _server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{_rollout}/abort", """{"reason":"it is broken"}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    // It says again what the rollout brings.
    [InlineData("PATCH", "/api/v1/layers/fleet?force", """{"agent":{"version":"3.1.0"}}""")]
    [InlineData("PATCH", "/api/v1/layers/fleet?force&dry_run", """{"agent":{"version":"3.1.0"}}""")]
    [InlineData("PUT", "/api/v1/layers/fleet?force", """{"agent":{"version":"3.1.0"}}""")]
    [InlineData("PUT", "/api/v1/layers/fleet?force", """{"agent":{"version":"3.1.0","order":1},"paused":true}""")]
    [InlineData("PUT", "/api/desired?force", """{"agent":{"version":"3.1.0"}}""")]
    public async Task AWriteThatCarriesItToAllHosts_IsRefused_AndChangesNothing(string method, string path, string document)
    {
        var before = await _server.Operator.GetOkAsync("/api/v1/layers/fleet");

        var refused = await SendAsync(method, path, document);

        refused.AssertProblem(HttpStatusCode.Conflict, "rollout-unfinished");
        var detail = (string)refused.Body!["detail"]!;
        Assert.Contains($"the rollout {_rollout}", detail, StringComparison.Ordinal);
        Assert.Contains("the hosts without it, 1 host, at once", detail, StringComparison.Ordinal);
        Assert.Contains("'aops desired revert fleet --to 1'", (string)refused.Body["fix"]!, StringComparison.Ordinal);
        Assert.Contains("agent.version = 3.1.0", detail, StringComparison.Ordinal);
        Assert.Equal((long)before["revision"]!, (long)(await _server.Operator.GetOkAsync("/api/v1/layers/fleet"))["revision"]!);
        Assert.Equal("1.0.0", (string?)(await FleetWalk.AskAsync(_agent))!["agent"]!["version"]);
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/layers/fleet?force", """{"settings":{"logLevel":"warning"}}""", true)]
    [InlineData("PATCH", "/api/v1/layers/fleet?force", """{"paused":true}""", true)]
    [InlineData("PATCH", "/api/v1/layers/fleet?force&dry_run", """{"settings":{"logLevel":"warning"}}""", false)]
    [InlineData("PUT", "/api/v1/layers/fleet?force", """{"agent":{"version":"3.1.0","order":ORDER},"paused":true}""", true)]
    [InlineData("PUT", "/api/v1/layers/fleet?force", """{"agent":{"version":"3.1.0"},"paused":true}""", true)]
    [InlineData("PUT", "/api/desired?force", """{"agent":{"version":"3.1.0"},"paused":true}""", true)]
    public async Task AWriteOfSomethingElse_GoesToEveryHost_WithoutTheRollouts(
        string method, string path, string document, bool isWritten)
    {
        var before = await _server.Operator.GetOkAsync("/api/v1/layers/fleet");
        var order = (long)before["document"]!["agent"]!["order"]!;

        var (status, body) = await SendAsync(method, path, document.Replace("ORDER", $"{order}", StringComparison.Ordinal));

        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        // It was aborted.
        Assert.Null(body!["goesOn"]);
        var told = (await FleetWalk.AskAsync(_agent))!;
        Assert.Equal("1.0.0", (string?)told["agent"]!["version"]);
        Assert.Equal(isWritten, told["pause"] is not null || (string?)told["settings"]!["logLevel"] == "warning");
        var after = await _server.Operator.GetOkAsync("/api/v1/layers/fleet");
        Assert.Equal((long)before["revision"]! + (isWritten ? 2 : 0), (long)after["revision"]!);
        Assert.Equal(("3.1.0", order), ((string?)after["document"]!["agent"]!["version"], (long)after["document"]!["agent"]!["order"]!));
    }

    [Theory]
    [InlineData("PUT", "/api/v1/layers/fleet?force", """{"agent":{"version":"1.0.0"},"settings":{"logLevel":"warning"}}""")]
    [InlineData("PUT", "/api/v1/layers/fleet?force", """{"agent":{"version":"4.0.0"}}""")]
    [InlineData("PUT", "/api/v1/layers/fleet?force&supersede", """{"agent":{"version":"3.1.0"},"settings":{"logLevel":"warning"}}""")]
    [InlineData("PATCH", "/api/v1/layers/fleet?force&supersede", """{"paused":true}""")]
    public async Task AWriteThatSaysSomethingElse_OrSupersedes_IsTaken(string method, string path, string document)
    {
        var (status, body) = await SendAsync(method, path, document);

        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"paused":true}""", true)]
    [InlineData("""{"agent":{"version":"4.0.0"}}""", false)]
    public async Task APreview_TellsWhetherTheRolloutGoesOn(string document, bool goesOn)
    {
        var (_, made) = await _server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/rollouts?force", """{"layer":"fleet","patch":{"agent":{"version":"3.2.0"}}}""");
        var id = (string)made!["rollout"]!["id"]!;
        await _server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{id}/start",
            $$"""{"planHash":"{{(string)made["plan"]!["planHash"]!}}"}""");

        var (status, preview) = await SendAsync("PATCH", "/api/v1/layers/fleet?force&dry_run", document);
        var (_, written) = await SendAsync("PATCH", "/api/v1/layers/fleet?force", document);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(goesOn ? id : null, (string?)preview!["goesOn"]);
        Assert.Equal(goesOn ? null : id, (string?)preview["superseded"]?[0]);
        Assert.Equal(goesOn ? id : null, (string?)written!["goesOn"]?[0]);
        Assert.Equal(goesOn ? null : id, (string?)written["superseded"]?[0]);
    }

    [Fact]
    public async Task OnceItIsTakenBack_AnotherWriteIsTaken()
    {
        var (status, body) = await SendAsync("POST", "/api/v1/layers/fleet/revert?force", null, 1);
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());

        (status, body) = await SendAsync("PATCH", "/api/v1/layers/fleet?force", """{"settings":{"logLevel":"warning"}}""");

        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        Assert.Equal("1.0.0", (string?)body!["document"]!["agent"]!["version"]);
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        string method, string path, string? document, long revision = 0) =>
        _server.Operator.SendAsync(new HttpMethod(method), path,
            document is null ? $$"""{"revision":{{revision}},"strategy":"all-at-once"}"""
            : path.StartsWith("/api/desired", StringComparison.Ordinal) ? document : FleetWalk.Body(document, ""));
}
