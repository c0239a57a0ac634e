using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

public sealed class WrongLayerRequestTests(WrongLayerRequestTests.OneLayer fixture) : IClassFixture<WrongLayerRequestTests.OneLayer>
{
    /// <summary>A server with the host a, and one revision of the fleet's layer, which none of these requests changes.</summary>
    public sealed class OneLayer() : ServerFixture("a")
    {
        protected override Task SeedAsync() => new FleetWalk(Server).PutAsync("fleet", "{}");
    }

    // Every wrong request has a problem with a kind, what is wrong, and what to do.
    [Theory]
    [InlineData("GET", "/api/v1/layers/fleat", null, 404, "no-such-layer", "fleat", "group:NAME")]
    [InlineData("GET", "/api/v1/layers/group:none", null, 404, "no-such-layer", "group:none", "")]
    [InlineData("GET", "/api/v1/layers/host:none/revisions", null, 404, "no-such-layer", "host:none", "")]
    [InlineData("GET", "/api/v1/layers/fleet/revisions?limit=0", null, 400, "bad-query", "?limit=", "")]
    [InlineData("GET", "/api/v1/layers/fleet/revisions/2", null, 404, "no-such-revision", "revision 2", "1 to 1")]
    [InlineData("GET", "/api/v1/layers/host:a/revisions/x", null, 404, "no-such-revision", "host:a", "none yet")]
    [InlineData("GET", "/api/v1/layers/fleet/diff?from=7", null, 404, "no-such-revision", "7", "")]
    [InlineData("GET", "/api/v1/layers/fleet/diff?form=1", null, 400, "bad-query", "?form=", "from")]
    [InlineData("PUT", "/api/v1/layers/fleet", """{"document":{}}""", 422, "invalid", "strategy", "")]
    [InlineData("PUT", "/api/v1/layers/fleet", """{"document":{},"strategy":"canary"}""", 422, "invalid", "all-at-once", "")]
    [InlineData("PUT", "/api/v1/layers/fleet", """{"document":{"agnet":1},"strategy":"all-at-once"}""", 400, "bad-json", "agnet", "")]
    [InlineData("PUT", "/api/v1/layers/fleet", """{"strategy":"all-at-once"}""", 400, "bad-json", "document", "")]
    [InlineData("PUT", "/api/v1/layers/fleet", """{"document":{"settings":{"x":"1"}},"strategy":"all-at-once"}""", 422, "invalid", "settings.x", "")]
    [InlineData("PUT", "/api/v1/layers/fleet", """{"document":{"agent":{"version":"9"}},"strategy":"all-at-once"}""", 422, "invalid", "no agent 9 is published", "")]
    [InlineData("PUT", "/api/v1/layers/host:none", """{"document":{},"strategy":"all-at-once"}""", 404, "no-such-layer", "host:none", "")]
    [InlineData("PUT", "/api/v1/layers/host:none?dry_run=1", """{"document":{},"strategy":"all-at-once"}""", 404, "no-such-layer", "host:none", "")]
    [InlineData("PUT", "/api/v1/layers/fleet?dryrun=1", "{}", 400, "bad-query", "?dryrun=", "dry_run")]
    [InlineData("PATCH", "/api/v1/layers/fleet", """{"document":[],"strategy":"all-at-once"}""", 400, "bad-json", "object", "")]
    [InlineData("PATCH", "/api/v1/layers/fleet", """{"document":{"subAgents":[{"version":"1"}]},"strategy":"all-at-once"}""", 400, "bad-json", "name", "")]
    [InlineData("PATCH", "/api/v1/layers/fleet", """{"document":{"subAgents":[{"name":"a","removed":true,"running":true}]},"strategy":"all-at-once"}""",
        422, "invalid", "removed", "")]
    [InlineData("POST", "/api/v1/layers/fleet/revert", """{"revision":9,"strategy":"all-at-once"}""", 404, "no-such-revision", "9", "")]
    [InlineData("POST", "/api/v1/layers/fleet/revert", """{"strategy":"all-at-once"}""", 400, "bad-json", "revision", "")]
    [InlineData("GET", "/api/v1/operations/none", null, 404, "no-such-operation", "none", "")]
    public async Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix)
    {
        await fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);

        Assert.Equal(1, (int)(await fixture.Server.Operator.GetOkAsync("/api/v1/layers/fleet"))["revision"]!);
    }
}
