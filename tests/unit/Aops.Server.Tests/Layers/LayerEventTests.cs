using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

/// <summary>An event tells what a write of a layer changed, and no secret.</summary>
public sealed class LayerEventTests
{
    [Fact]
    public async Task Write_OfAnotherField_IsToldByIt_AndNotByTheVersionThatStaysAsItIs()
    {
        await using var server = await TestServer.StartAsync();
        var walk = new FleetWalk(server);

        await walk.PutAsync("fleet", """{"agent":{"version":"1.0.0"}}""");
        await walk.PatchAsync("fleet", """{"subAgents":[{"name":"metrics","version":"1.0.1","env":{"KEY":"secret"}}]}""");
        await walk.PatchAsync("fleet", """{"settings":{"logLevel":"debug"}}""");
        await walk.PatchAsync("fleet", """{"settings":{"logLevel":null}}""");

        var events = (await server.Operator.GetOkAsync("/api/v1/events?kind=desired"))["events"]!.AsArray();
        Assert.Equal(
            [
                "Agent 1.0.0 is desired on the fleet (fleet, revision 1).",
                "The desired state of the fleet was changed (fleet, revision 2): subAgents[metrics].env.KEY, subAgents[metrics].version = 1.0.1. patched",
                "The desired state of the fleet was changed (fleet, revision 3): settings.logLevel = debug. patched",
                "The desired state of the fleet was changed (fleet, revision 4): settings.logLevel taken away. patched",
            ],
            events.Select(e => ((string)e!["message"]!).Replace(" (by operator initial)", "", StringComparison.Ordinal)).Order());
    }
}
