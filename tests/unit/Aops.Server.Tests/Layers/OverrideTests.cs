using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

public sealed class OverrideTests
{
    // A version for one host is no copy of what the fleet says: what the fleet says later reaches it.
    [Fact]
    public async Task New_W5_AVersionForOneHost_FreezesNothing()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server, "a");
        var walk = new FleetWalk(server);
        await walk.PutAsync("fleet", """{"subAgents":[{"name":"metrics","version":"1"},{"name":"web","version":"1"}]}""");

        await walk.PatchAsync("host:a", """{"subAgents":[{"name":"web","version":"2","order":null}]}""");
        await walk.PatchAsync("fleet", """{"subAgents":[{"name":"metrics","version":"2"}]}""");

        var wanted = (await FleetWalk.AskAsync(agent))!["subAgents"]!.AsArray();
        Assert.Equal(["metrics 2", "web 2"], wanted.Select(one => $"{one!["name"]} {one["version"]}").Order(StringComparer.Ordinal));
    }

    // The hosts' own rules, asked by the server before any host hears of it.
    [Theory]
    [InlineData("heartbeatInterval", "banana")]
    [InlineData("heartbeatInterval", "1ms")]
    [InlineData("nope", "1")]
    [InlineData("heartbeatSrv", "https://127.0.0.1:1")]
    public async Task New_W2_SettingThatHostsWouldRefuse_IsRefused(string key, string value)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var layer in new[] { "fleet", "fleet?dry_run=1" })
        {
            var answer = await server.Operator.SendAsync(HttpMethod.Put, $"/api/v1/layers/{layer}",
                FleetWalk.Body($$$"""{"settings":{"{{{key}}}":"{{{value}}}"}}""", ""));

            answer.AssertProblem(HttpStatusCode.UnprocessableEntity, "invalid");
            Assert.NotNull(answer.Body!["errors"]![$"settings.{key}"]);
        }
    }
}
