using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class WrongEarlierRequestTests(OneHost fixture) : IClassFixture<OneHost>
{
    // The forms of earlier versions, the repository and the document: nothing that is not understood is ignored.
    [Theory]
    [InlineData("GET", "/api/fleet?limit=1001", null, 400, "bad-query", "?limit=", "")]
    [InlineData("GET", "/api/fleet?state=offline", null, 400, "bad-query", "?state=", "after")]
    [InlineData("GET", "/api/fleet/none", null, 404, "no-such-agent", "none", "")]
    [InlineData("GET", "/api/fleet/a?full=1", null, 400, "bad-query", "?full=", "")]
    [InlineData("DELETE", "/api/fleet/none", null, 404, "no-such-agent", "none", "")]
    [InlineData("DELETE", "/api/fleet/a?dry_run=1", null, 400, "bad-query", "?dry_run=", "")]
    [InlineData("POST", "/api/fleet/none/consent", null, 404, "no-such-agent", "none", "")]
    [InlineData("GET", "/api/desired?agent=a", null, 400, "bad-query", "?agent=", "")]
    [InlineData("PUT", "/api/desired", """{"agnet":{}}""", 400, "bad-json", "agnet", "")]
    [InlineData("PUT", "/api/desired", """{"settings":{"heartbeatInterval":"banana"}}""", 422, "invalid", "settings.heartbeatInterval", "")]
    [InlineData("PUT", "/api/desired", """{"settings":{"nope":"1"}}""", 422, "invalid", "settings.nope", "")]
    [InlineData("PUT", "/api/desired?force=yes", "{}", 400, "bad-query", "?force=", "")]
    [InlineData("GET", "/api/fleet/none/desired", null, 404, "no-such-agent", "none", "")]
    [InlineData("PUT", "/api/fleet/none/desired", "{}", 404, "no-such-agent", "none", "")]
    [InlineData("PUT", "/api/fleet/a/desired", """{"settings":{"heartbeatSrv":"https://other"}}""", 422, "invalid", "settings.heartbeatSrv", "")]
    [InlineData("DELETE", "/api/fleet/none/desired", null, 404, "no-such-agent", "none", "")]
    [InlineData("POST", "/api/fleet/none/commands", """{"kind":"restart-agent"}""", 404, "no-such-agent", "none", "")]
    [InlineData("POST", "/api/fleet/a/commands", """{"kind":"rm"}""", 422, "invalid", "kind", "")]
    [InlineData("POST", "/api/fleet/a/commands", """{"kind":"restart-sub-agent"}""", 422, "invalid", "subAgent", "")]
    [InlineData("GET", "/api/fleet/a/commands?limit=0", null, 400, "bad-query", "?limit=", "")]
    [InlineData("GET", "/api/events?kind=offline", null, 400, "bad-query", "?kind=", "after")]
    [InlineData("GET", "/api/events?wait=61", null, 400, "bad-query", "?wait=", "")]
    [InlineData("GET", "/api/clones?limit=x", null, 400, "bad-query", "?limit=", "")]
    [InlineData("POST", "/api/clones/none/approve", null, 404, "no-such-clone", "none", "")]
    [InlineData("POST", "/api/clones/none/refuse", null, 404, "no-such-clone", "none", "")]
    [InlineData("DELETE", "/api/clones/none", null, 404, "no-such-clone", "none", "")]
    [InlineData("GET", "/api/enrolment-tokens?limit=0", null, 400, "bad-query", "?limit=", "")]
    [InlineData("DELETE", "/api/enrolment-tokens/none", null, 404, "no-such-token", "none", "")]
    [InlineData("GET", "/api/releases?name=x", null, 400, "bad-query", "?name=", "")]
    [InlineData("GET", "/api/v1/openapi.json?v=1", null, 400, "bad-query", "?v=", "")]
    [InlineData("GET", "/metrics?name=up", null, 400, "bad-query", "?name=", "")]
    [InlineData("GET", "/api/v1/hosts/none/explain", null, 404, "no-such-host", "none", "GET /api/v1/hosts")]
    [InlineData("PUT", "/repo/x", "{}", 400, "bad-path", "", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);
}
