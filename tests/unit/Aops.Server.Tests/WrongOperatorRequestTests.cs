using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class WrongOperatorRequestTests(OneHost fixture) : IClassFixture<OneHost>
{
    // Hosts by themselves, their commands, clones, events, operations and releases.
    [Theory]
    [InlineData("DELETE", "/api/v1/hosts/none", null, 404, "no-such-host", "none", "GET /api/v1/hosts")]
    [InlineData("DELETE", "/api/v1/hosts/none?dry_run=1", null, 404, "no-such-host", "none", "")]
    [InlineData("DELETE", "/api/v1/hosts/a?dry_run=yes", null, 400, "bad-query", "?dry_run=", "")]
    [InlineData("POST", "/api/v1/hosts/none/consent", null, 404, "no-such-host", "none", "")]
    [InlineData("POST", "/api/v1/hosts/none/commands", """{"kind":"restart-agent"}""", 404, "no-such-host", "none", "")]
    [InlineData("POST", "/api/v1/hosts/none/commands?dry_run=1", """{"kind":"restart-agent"}""", 404, "no-such-host", "none", "")]
    [InlineData("POST", "/api/v1/hosts/a/commands", """{"kind":"rm"}""", 422, "invalid", "kind", "")]
    [InlineData("POST", "/api/v1/hosts/a/commands", """{"kind":"collect-log","lines":0}""", 422, "invalid", "lines", "")]
    [InlineData("POST", "/api/v1/hosts/a/commands", """{"kind":"restart-agent","ttl":5}""", 400, "bad-json", "ttl", "")]
    [InlineData("GET", "/api/v1/hosts/none/commands", null, 404, "no-such-host", "none", "")]
    [InlineData("GET", "/api/v1/hosts/a/commands?cursor=x", null, 400, "bad-cursor", "?cursor=", "")]
    [InlineData("POST", "/api/v1/tokens", """{"ttl":1}""", 400, "bad-json", "ttl", "")]
    [InlineData("POST", "/api/v1/tokens", """{"uses":0,"note":"x"}""", 422, "invalid", "uses", "")]
    [InlineData("POST", "/api/v1/tokens?dry_run=1", """{"uses":2,"agentId":"a"}""", 422, "invalid", "must be 1 with agentId", "")]
    [InlineData("POST", "/api/v1/tokens?dryrun=1", "{}", 400, "bad-query", "?dryrun=", "dry_run")]
    [InlineData("GET", "/api/v1/tokens?cursor=x", null, 400, "bad-cursor", "?cursor=", "")]
    [InlineData("DELETE", "/api/v1/tokens/none", null, 404, "no-such-token", "none", "")]
    [InlineData("DELETE", "/api/v1/tokens/none?dry_run=1", null, 404, "no-such-token", "none", "")]
    [InlineData("POST", "/api/v1/tokens", """{"networks":["10.0.0.0/8","10"]}""", 422, "invalid", "networks[1]", "")]
    [InlineData("POST", "/api/v1/tokens", """{"networks":[null]}""", 422, "invalid", "networks[0]", "")]
    [InlineData("POST", "/api/v1/tokens", """{"networks":["10.0.0.0/33"]}""", 422, "invalid", "10.1.0.0/16", "")]
    [InlineData("POST", "/api/v1/tokens", """{"approval":"never"}""", 400, "bad-json", "approval", "")]
    [InlineData("GET", "/api/v1/hosts/none/timeline", null, 404, "no-such-host", "none", "GET /api/v1/hosts")]
    [InlineData("GET", "/api/v1/hosts/a/timeline?cursor=x", null, 400, "bad-cursor", "?cursor=", "")]
    [InlineData("GET", "/api/v1/hosts/a/timeline?after=1", null, 400, "bad-query", "?after=", "cursor")]
    [InlineData("GET", "/api/v1/enrolments?state=waiting", null, 400, "bad-query", "?state=", "limit")]
    [InlineData("GET", "/api/v1/enrolments?cursor=MQ", null, 400, "bad-cursor", "?cursor=", "")]
    [InlineData("POST", "/api/v1/enrolments/none/approve", null, 404, "no-such-enrolment", "none", "GET /api/v1/enrolments")]
    [InlineData("POST", "/api/v1/enrolments/none/refuse?dry_run=1", null, 404, "no-such-enrolment", "none", "")]
    [InlineData("DELETE", "/api/v1/enrolments/none", null, 404, "no-such-enrolment", "none", "")]
    [InlineData("DELETE", "/api/v1/enrolments/none?dry_run=1", null, 404, "no-such-enrolment", "none", "")]
    [InlineData("GET", "/api/v1/clones?state=waiting", null, 400, "bad-query", "?state=", "limit")]
    [InlineData("GET", "/api/v1/clones?cursor=MQ", null, 400, "bad-cursor", "?cursor=", "")]
    [InlineData("POST", "/api/v1/clones/none/approve", null, 404, "no-such-clone", "none", "")]
    [InlineData("POST", "/api/v1/clones/none/refuse?dry_run=1", null, 404, "no-such-clone", "none", "")]
    [InlineData("DELETE", "/api/v1/clones/none", null, 404, "no-such-clone", "none", "")]
    [InlineData("GET", "/api/v1/events?kind=oflline", null, 400, "bad-query", "'oflline'", "Did you mean offline?")]
    [InlineData("GET", "/api/v1/events?state=offline", null, 400, "bad-query", "?state=", "kind")]
    [InlineData("GET", "/api/v1/events?agent=a", null, 400, "bad-query", "?agent=", "host")]
    [InlineData("GET", "/api/v1/events?group=none", null, 404, "no-such-group", "none", "GET /api/v1/groups")]
    [InlineData("GET", "/api/v1/events?q=verson=1", null, 400, "bad-query-language", "'verson'", "version")]
    [InlineData("GET", "/api/v1/events?after=-1", null, 400, "bad-query", "?after=", "")]
    [InlineData("GET", "/api/v1/events?wait=5&wait=6", null, 400, "bad-query", "more than once", "")]
    [InlineData("GET", "/api/v1/operations?state=runing", null, 400, "bad-query", "'runing'", "running")]
    [InlineData("GET", "/api/v1/releases?kind=agent&version=1", null, 400, "bad-query", "?version=", "")]
    [InlineData("GET", "/api/v1/releases?cursor=!", null, 400, "bad-cursor", "?cursor=", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);
}
