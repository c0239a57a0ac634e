using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Alerts;

public sealed class WrongAlertRequestTests(OneHost fixture) : IClassFixture<OneHost>
{
    private const string Rules = "/api/v1/alert-rules";
    private const string Hooks = "/api/v1/webhooks";

    [Theory]
    [InlineData("GET", "/api/v1/alerts?state=burning", null, 400, "bad-query", "burning", "firing")]
    [InlineData("GET", "/api/v1/alerts?q=a", null, 400, "bad-query", "?q=", "state")]
    [InlineData("GET", "/api/v1/alerts/none", null, 404, "no-such-rule", "none", "GET /api/v1/alert-rules")]
    [InlineData("POST", "/api/v1/alerts/none/silence", """{"until":"2999-01-01T00:00:00Z","reason":"r"}""", 422, "invalid", "until", "")]
    [InlineData("POST", "/api/v1/alerts/disk-low/silence", """{"until":"2001-01-01T00:00:00Z","reason":" "}""", 422, "invalid", "reason", "")]
    [InlineData("POST", "/api/v1/alerts/disk-low/silence", """{"until":"2001-01-01T00:00:00Z"}""", 400, "bad-json", "reason", "")]
    [InlineData("POST", "/api/v1/alerts/disk-low/silence", """{"until":"soon","reason":"r"}""", 400, "bad-json", "until", "")]
    [InlineData("GET", Rules + "?state=a", null, 400, "bad-query", "?state=", "limit")]
    [InlineData("GET", Rules + "/none", null, 404, "no-such-rule", "none", "GET /api/v1/alert-rules")]
    [InlineData("POST", Rules, """{"name":"a b","condition":"disk","threshold":5}""", 422, "invalid", "name", "")]
    [InlineData("POST", Rules, """{"name":"a","threshold":5}""", 400, "bad-json", "condition", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"moon","threshold":5}""", 400, "bad-json", "condition", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":5,"for":3}""", 400, "bad-json", "for", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":101}""", 422, "invalid", "1 to 100", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":0}""", 422, "invalid", "threshold", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":5,"q":"online"}""", 422, "invalid", "q:", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":5,"share":true}""", 422, "invalid", "share", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"hosts","threshold":5}""", 422, "invalid", "q:", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"hosts","q":"online","threshold":101,"share":true}""", 422, "invalid", "1 to 100", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"hosts","q":"online","threshold":5,"of":"offline"}""", 422, "invalid", "of:", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"hosts","q":"online","threshold":5,"riseSeconds":59}""", 422, "invalid", "riseSeconds", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"hosts","q":"onlin","threshold":5}""", 400, "bad-query-language", "'onlin'", "online")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":5,"forSeconds":604801}""", 422, "invalid", "forSeconds", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":5,"routes":["*","x"]}""", 422, "invalid", "stands alone", "")]
    [InlineData("POST", Rules, """{"name":"a","condition":"disk","threshold":5,"routes":["x"]}""", 422, "invalid", "no webhook is called x", "")]
    [InlineData("POST", Rules + "?dry_run=1", """{"name":"disk-low","condition":"disk","threshold":5}""", 409, "rule-exists", "disk-low", "PUT")]
    [InlineData("PUT", Rules + "/none", """{"condition":"disk","threshold":5}""", 404, "no-such-rule", "none", "")]
    [InlineData("PUT", Rules + "/disk-low", """{"name":"other","condition":"disk","threshold":5}""", 422, "invalid", "keeps its name", "")]
    [InlineData("DELETE", Rules + "/none", null, 404, "no-such-rule", "none", "")]
    [InlineData("GET", "/api/v1/silences?rule=a", null, 400, "bad-query", "?rule=", "limit")]
    [InlineData("POST", "/api/v1/silences", """{"until":"2999-01-01T00:00:00Z","reason":"r"}""", 422, "invalid", "until", "")]
    [InlineData("POST", "/api/v1/silences", """{"rule":"a b","until":"2999-01-01T00:00:00Z","reason":"r"}""", 422, "invalid", "rule", "")]
    [InlineData("DELETE", "/api/v1/silences/none", null, 404, "no-such-silence", "none", "GET /api/v1/silences")]
    [InlineData("GET", Hooks + "?name=a", null, 400, "bad-query", "?name=", "limit")]
    [InlineData("GET", Hooks + "/none", null, 404, "no-such-webhook", "none", "GET /api/v1/webhooks")]
    [InlineData("GET", Hooks + "/none/deliveries", null, 404, "no-such-webhook", "none", "")]
    [InlineData("POST", Hooks, """{"name":"a"}""", 422, "invalid", "url", "")]
    [InlineData("POST", Hooks, """{"name":"a","url":"ftp://x/"}""", 422, "invalid", "https://", "")]
    [InlineData("POST", Hooks, """{"name":"a","url":"file:///etc/passwd"}""", 422, "invalid", "https://", "")]
    [InlineData("POST", Hooks, """{"name":"a","url":"/relative"}""", 422, "invalid", "https://", "")]
    [InlineData("POST", Hooks, """{"name":"a","url":"https://u:p@x/"}""", 422, "invalid", "no user", "")]
    [InlineData("POST", Hooks, """{"name":"a","url":"https://x/#y"}""", 422, "invalid", "behind #", "")]
    [InlineData("POST", Hooks, """{"name":"a","url":"https://x/","secret":"mine"}""", 400, "bad-json", "secret", "")]
    [InlineData("PUT", Hooks + "/none", "{}", 404, "no-such-webhook", "none", "")]
    [InlineData("POST", Hooks + "/none/secret", null, 404, "no-such-webhook", "none", "")]
    [InlineData("POST", Hooks + "/none/test", null, 404, "no-such-webhook", "none", "")]
    [InlineData("DELETE", Hooks + "/none?dry_run=1", null, 404, "no-such-webhook", "none", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);
}
