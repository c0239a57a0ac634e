using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

public sealed class WrongAccessRequestTests(OneHost fixture) : IClassFixture<OneHost>
{
    // Users, keys, sessions and the sender itself.
    [Theory]
    [InlineData("GET", "/api/v1/users?state=1", null, 400, "bad-query", "?state=", "limit")]
    [InlineData("GET", "/api/v1/users?cursor=!", null, 400, "bad-cursor", "?cursor=", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"ana"}""", 400, "bad-json", "grants", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"an a","grants":[]}""", 422, "invalid", "name", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"ana","grants":[{"role":"king"}]}""", 400, "bad-json", "role", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"ana","grants":[{"role":"viewer","scop":"a"}]}""", 400, "bad-json", "scop", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"ana","grants":[{"role":"viewer","scope":"verson=1"}]}""", 422, "invalid", "grants[0].scope", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"ana","grants":[{"role":"viewer","scope":"version<2"}]}""", 422, "invalid", "changes by itself", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"ana","grants":[{"role":"admin","scope":"label.env=prod"}]}""", 422, "invalid", "whole fleet", "")]
    [InlineData("POST", "/api/v1/users?dry_run=1", """{"name":"ana","grants":[],"password":"short"}""", 422, "invalid", "12 to 256", "")]
    [InlineData("POST", "/api/v1/users", """{"name":"initial","grants":[]}""", 409, "name-taken", "initial", "another name")]
    [InlineData("GET", "/api/v1/users/none", null, 404, "no-such-user", "none", "GET /api/v1/users")]
    [InlineData("PUT", "/api/v1/users/none", """{"grants":[]}""", 404, "no-such-user", "none", "")]
    [InlineData("PUT", "/api/v1/users/none", """{"name":"other","grants":[]}""", 422, "invalid", "never changes", "")]
    [InlineData("DELETE", "/api/v1/users/none", null, 404, "no-such-user", "none", "")]
    [InlineData("DELETE", "/api/v1/users/none?dry_run=1", null, 404, "no-such-user", "none", "")]
    [InlineData("GET", "/api/v1/keys?owner=a", null, 400, "bad-query", "?owner=", "limit")]
    [InlineData("POST", "/api/v1/keys", """{"grants":[]}""", 400, "bad-json", "name", "")]
    [InlineData("POST", "/api/v1/keys", """{"name":"-"}""", 422, "invalid", "name", "")]
    [InlineData("POST", "/api/v1/keys", """{"name":"ci","ttlSeconds":-1}""", 422, "invalid", "ttlSeconds", "")]
    [InlineData("POST", "/api/v1/keys?dry_run=1", """{"name":"initial"}""", 409, "name-taken", "initial", "another name")]
    [InlineData("GET", "/api/v1/keys/none", null, 404, "no-such-key", "none", "GET /api/v1/keys")]
    [InlineData("DELETE", "/api/v1/keys/none", null, 404, "no-such-key", "none", "")]
    [InlineData("DELETE", "/api/v1/keys/none?dry_run=1", null, 404, "no-such-key", "none", "")]
    [InlineData("GET", "/api/v1/sessions?user=a", null, 400, "bad-query", "?user=", "limit")]
    [InlineData("DELETE", "/api/v1/sessions/none", null, 404, "no-such-session", "none", "GET /api/v1/sessions")]
    [InlineData("DELETE", "/api/v1/sessions/current", null, 404, "no-such-session", "current", "")]
    [InlineData("DELETE", "/api/v1/sessions/none?dry_run=1", null, 404, "no-such-session", "none", "")]
    [InlineData("GET", "/api/v1/me?full=1", null, 400, "bad-query", "?full=", "")]
    [InlineData("POST", "/api/v1/me/password", """{"current":"a","next":"b"}""", 403, "not-a-session", "session", "POST /api/v1/sessions")]
    [InlineData("GET", "/api/v1/approvals?state=x", null, 400, "bad-query", "?state=", "limit")]
    [InlineData("GET", "/api/v1/approvals/none", null, 404, "no-such-approval", "none", "GET /api/v1/approvals")]
    [InlineData("POST", "/api/v1/approvals/none/approve", null, 404, "no-such-approval", "none", "")]
    [InlineData("POST", "/api/v1/approvals/none/refuse?dry_run=1", null, 404, "no-such-approval", "none", "")]
    [InlineData("DELETE", "/api/v1/approvals/none", null, 404, "no-such-approval", "none", "")]
    [InlineData("GET", "/api/v1/approval-rules?name=x", null, 400, "bad-query", "?name=", "limit")]
    [InlineData("PUT", "/api/v1/approval-rules/r", """{"hostsMin":0}""", 422, "invalid", "hostsMin", "")]
    [InlineData("PUT", "/api/v1/approval-rules/r", """{"scope":"verson=1"}""", 400, "bad-query-language", "'verson'", "version")]
    [InlineData("DELETE", "/api/v1/approval-rules/none", null, 404, "no-such-rule", "none", "GET /api/v1/approval-rules")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);
}
