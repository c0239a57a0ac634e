using System.Net;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Explain;

public sealed class ExplainTests
{
    [Fact]
    public async Task Host_IsExplained_ByTheLayerOfEachField()
    {
        await using var server = await TestServer.StartAsync();
        var walk = new FleetWalk(server);
        var host = (await walk.EnrolAsync(1, """{"tier":"web"}"""))[0];
        await walk.CreateGroupAsync("web", 10, "tier=web");
        await walk.PutAsync("fleet", """{"subAgents":[{"name":"host-metrics","version":"1.0.0","env":{"EVERY":"60"}}]}""");
        await walk.PutAsync("group:web", "{}");
        await walk.PatchAsync("group:web", """{"subAgents":[{"name":"host-metrics","env":{"EVERY":"10"}}]}""");

        Assert.Equal("never-seen", (string?)(await server.Operator.GetOkAsync($"/api/v1/hosts/{host.Id}/explain"))["state"]);
        var told = (await FleetWalk.AskAsync(host))!;
        var pending = await server.Operator.GetOkAsync($"/api/v1/hosts/{host.Id}/explain");
        await FleetWalk.AskAsync(host, (long)told["revision"]!);
        var reply = await server.Operator.GetOkAsync($"/api/v1/hosts/{host.Id}/explain");

        Assert.Equal(("pending", "in-step"), ((string?)pending["state"], (string?)reply["state"]));
        Assert.Equal(["from group web, revision 2"], reply["should"]!["fields"]!.AsArray()
            .Where(field => (string?)field!["field"] == "subAgents[host-metrics].env.EVERY").Select(field => (string)field!["from"]!));
        Assert.Equal([("fleet", 1, 1), ("group:web", 2, 2)], reply["should"]!["layers"]!.AsArray()
            .Select(layer => ((string)layer!["layer"]!, (int)layer["revision"]!, (int)layer["head"]!)));
        Assert.Equal(("online", "1.0.0"), ((string?)reply["is"]!["presence"], (string?)reply["is"]!["version"]));
    }

    [Fact]
    public async Task UnknownHost_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();

        (await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/hosts/none/explain")).AssertProblem(HttpStatusCode.NotFound, "no-such-host");
        (await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/hosts/none/explain?q=1")).AssertProblem(HttpStatusCode.BadRequest, "bad-query");
    }
}
