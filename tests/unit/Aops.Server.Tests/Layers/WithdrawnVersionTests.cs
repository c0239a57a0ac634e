using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

/// <summary>A publisher has withdrawn what a layer orders: the hosts that run it can be ruled all the same.</summary>
public sealed class WithdrawnVersionTests : IAsyncLifetime
{
    private const string Ordered =
        """{"agent":{"version":"1.0.0"},"subAgents":[{"name":"host-metrics","version":"1.0.0"}]}""";
    private const string Quieter =
        """{"agent":{"version":"1.0.0"},"subAgents":[{"name":"host-metrics","version":"1.0.0"}],"settings":{"logLevel":"warning"}}""";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        var repository = await TestRepository.PublishAsync(_server.Operator, "1.0.0", [1]);
        await _server.Operator.PutOkAsync("/api/desired", Ordered);
        repository.Builder.RemoveTarget("targets", "agent/1.0.0/aops-agent-linux-x64.tar.zst");
        repository.Builder.RemoveTarget("targets", "subagents/host-metrics/1.0.0/host-metrics-linux-x64.tar.zst");
        repository.Builder.Publish();
        await repository.SendAsync(_server.Operator);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("PATCH", "/api/v1/layers/fleet", """{"paused":true}""")]
    [InlineData("PATCH", "/api/v1/layers/fleet", """{"subAgents":[{"name":"host-metrics","running":false}]}""")]
    [InlineData("PATCH", "/api/v1/layers/fleet?dry_run", """{"settings":{"logLevel":"warning"}}""")]
    [InlineData("PUT", "/api/v1/layers/fleet", Quieter)]
    public async Task AWriteThatLeavesIt_IsTaken(string method, string path, string document)
    {
        var (status, body) = await _server.Operator.SendAsync(new HttpMethod(method), path, FleetWalk.Body(document, ""));

        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
    }

    [Fact]
    public async Task TheWholeStateAgain_IsTaken() => await _server.Operator.PutOkAsync("/api/desired", Quieter);

    [Fact]
    public async Task ARolloutOfSomethingElse_IsPlanned()
    {
        var (status, body) = await _server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/rollouts", $$"""{"layer":"fleet","document":{{Quieter}}}""");

        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
    }

    [Theory]
    [InlineData("group:web", """{"agent":{"version":"1.0.0"}}""", "agent.version")]
    [InlineData("fleet", """{"agent":{"version":"1.0.0"},"subAgents":[{"name":"host-metrics","version":"1.0.1"}]}""", "subAgents[0].version")]
    public async Task AnOrderThatIsNew_IsRefused(string layer, string document, string field)
    {
        await new FleetWalk(_server).CreateGroupAsync("web", 20, "label.tier=web");

        var refused = await _server.Operator.SendAsync(
            HttpMethod.Put, $"/api/v1/layers/{layer}", FleetWalk.Body(document, ""));

        refused.AssertProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal([field], ((JsonObject)refused.Body!["errors"]!).Select(error => error.Key));
    }

    [Fact]
    public async Task ARevisionThatWasSeenBefore_RefusesARollout()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/rollouts")
        {
            Content = new StringContent($$"""{"layer":"fleet","document":{{Quieter}}}"""),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");

        using var response = await _server.Operator.SendAsync(request);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
    }
}
