using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

public sealed class LayerTests : IAsyncLifetime
{
    private const string Fleet =
        """{"subAgents":[{"name":"metrics","version":"1","env":{"EVERY":"60"}}],"settings":{"logLevel":"info"}}""";

    private TestServer _server = null!;
    private FleetWalk _walk = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _walk = new FleetWalk(_server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // Each step is followed by a restart of the server, which must change nothing.
    [Fact]
    public async Task AGroup_IsChanged_Diffed_AndReverted()
    {
        var web = (await _walk.EnrolAsync(2, """{"env":"prod","tier":"web"}"""))[0];
        var other = (await _walk.EnrolAsync(2, """{"env":"prod"}"""))[0];
        await _walk.CreateGroupAsync("prod", 10, "env=prod");
        await _walk.CreateGroupAsync("web", 20, "tier=web");
        await _walk.CreateGroupAsync("boxes", 30, "hostname=box");
        await _walk.PutAsync("fleet", Fleet);
        await AgainAsync();
        await _walk.PutAsync("group:prod", """{"settings":{"logLevel":"warning"}}""");
        await AgainAsync();
        var before = (await FleetWalk.AskAsync(web))!;

        await _walk.PatchAsync("group:web", """{"subAgents":[{"name":"metrics","env":{"EVERY":"10"}}]}""");
        await AgainAsync();
        var after = (await FleetWalk.AskAsync(web, (long)before["revision"]!))!;
        Assert.Equal(("60", "10"), (Every(before), Every(after)));
        Assert.True((long)after["revision"]! > (long)before["revision"]!);
        Assert.Equal("warning", (string?)after["settings"]!["logLevel"]);
        Assert.Equal("60", Every((await FleetWalk.AskAsync(other))!));
        Assert.Equal("""[{"field":"subAgents[metrics].env.EVERY","to":"10"}]""", await DiffAsync("group:web"));

        await _walk.PutAsync("group:web", "{}");
        var reverted = await _walk.RevertAsync("group:web", 1);
        await AgainAsync();

        Assert.Equal((3, 1), ((int)reverted["revision"]!, (int)reverted["revertOf"]!));
        Assert.Equal("10", Every((await FleetWalk.AskAsync(web, (long)after["revision"]!))!));
        var list = (await _server.Operator.GetOkAsync("/api/v1/layers/group:web/revisions"))["revisions"]!.AsArray();
        Assert.Equal([(3, "initial"), (2, "initial"), (1, "initial")],
            list.Select(entry => ((int)entry!["revision"]!, (string)entry["author"]!)));
    }

    [Fact]
    public async Task DryRun_TellsWhichHostsChange_AndChangesNothing()
    {
        await _walk.EnrolAsync(2, """{"tier":"web"}""");
        var own = (await _walk.EnrolAsync(1, """{"tier":"web"}"""))[0];
        await _walk.EnrolAsync(1, "{}");
        await _walk.CreateGroupAsync("web", 20, "tier=web");
        await _walk.PutAsync("fleet", Fleet);
        await _walk.PutAsync($"host:{own.Id}", """{"settings":{"logLevel":"debug"}}""");

        var (status, told) = await _walk.PatchAsync("group:web", """{"settings":{"logLevel":"warning"}}""", "&dry_run=1");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((3, 2, 1), ((int)told!["hosts"]!, (int)told["changing"]!, (int)told["revision"]!));
        var sample = Assert.Single(told["sample"]!.AsArray())!;
        Assert.Equal("""[{"field":"settings.logLevel","from":"info","to":"warning"}]""", sample["changes"]!.ToJsonString());
        Assert.Equal(0, (int)(await _server.Operator.GetOkAsync("/api/v1/layers/group:web"))["revision"]!);
    }

    [Fact]
    public async Task LabelsAndRanks_DecideWhichLayersHold()
    {
        var host = (await _walk.EnrolAsync(1, """{"a":"1","b":"1"}"""))[0];
        await _walk.CreateGroupAsync("one", 10, "label.a=1");
        await _walk.CreateGroupAsync("two", 20, "label.b=1");
        await _walk.PutAsync("group:one", """{"settings":{"logLevel":"warning"}}""");
        await _walk.PutAsync("group:two", """{"settings":{"logLevel":"debug"}}""");
        Assert.Equal("debug", await LevelAsync(host));

        var (_, moved) = await _server.Operator.SendAsync(HttpMethod.Put, "/api/v1/groups/one", """{"rank":30,"q":"label.a=1"}""");
        await EndedAsync((string)moved!["operation"]!);
        Assert.Equal("warning", await LevelAsync(host));

        await _server.Operator.SendAsync(HttpMethod.Patch, $"/api/v1/hosts/{host.Id}/labels", """{"a":null}""");
        await Until.TrueAsync(async () => await LevelAsync(host) == "debug");

        await _server.Operator.SendAsync(HttpMethod.Post, "/api/v1/hosts/labels", """{"q":"","labels":{"b":null},"expectedCount":1}""");
        await Until.TrueAsync(async () => await LevelAsync(host) is null);
        var late = (await _walk.EnrolAsync(1, """{"b":"1"}"""))[0];
        Assert.Equal("debug", await LevelAsync(late));
    }

    [Fact]
    public async Task AGroupWithALayer_IsRemovedOnceItSaysNothing()
    {
        await _walk.EnrolAsync(1, """{"a":"1"}""");
        await _walk.CreateGroupAsync("one", 10, "label.a=1");
        await _walk.PutAsync("group:one", """{"settings":{"logLevel":"warning"}}""");

        (await _server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/groups/one")).AssertProblem(HttpStatusCode.Conflict, "layer-in-use");
        (await _server.Operator.SendAsync(HttpMethod.Put, "/api/v1/groups/one", """{"rank":10,"q":"online"}"""))
            .AssertProblem(HttpStatusCode.Conflict, "unsteady-query");
        await _walk.PutAsync("group:one", "{}");

        Assert.Equal(HttpStatusCode.NoContent, (await _server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/groups/one")).Status);
        await _walk.CreateGroupAsync("one", 10, "online");
        (await _walk.PatchAsync("group:one", "{}")).AssertProblem(HttpStatusCode.Conflict, "unsteady-query");
    }

    [Fact]
    public async Task AnotherRevision_IsRefused_AndHeldHeartbeatsAreWoken()
    {
        var host = (await _walk.EnrolAsync(1, "{}"))[0];
        var first = await _walk.PutAsync("fleet", Fleet);
        var told = (await FleetWalk.AskAsync(host))!;
        var held = await host.HoldAsync((long)told["revision"]!);

        (await _server.Operator.SendAsync(HttpMethod.Put, "/api/v1/layers/fleet?force", FleetWalk.Body("{}", ""), ("If-Match", "\"0\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        Assert.False(held.IsCompleted);
        Assert.Equal(1, (int)first["revision"]!);
        await _walk.PutAsync($"host:{host.Id}", """{"settings":{"logLevel":"debug"}}""");

        Assert.Equal("debug", (string?)(await held).Body!["desired"]!["settings"]!["logLevel"]);
    }

    private async Task AgainAsync()
    {
        await _server.StopAsync();
        await _server.StartAgainAsync();
    }

    private async Task EndedAsync(string operation) => await Until.TrueAsync(async () =>
        (string?)(await _server.Operator.GetOkAsync($"/api/v1/operations/{operation}"))["state"] == "done");

    private async Task<string> DiffAsync(string layer) =>
        (await _server.Operator.GetOkAsync($"/api/v1/layers/{layer}/diff"))["changes"]!.ToJsonString();

    private static async Task<string?> LevelAsync(TestAgent host) =>
        (string?)(await FleetWalk.AskAsync(host))?["settings"]!["logLevel"];

    private static string? Every(JsonNode desired) => (string?)desired["subAgents"]![0]!["env"]!["EVERY"];
}
