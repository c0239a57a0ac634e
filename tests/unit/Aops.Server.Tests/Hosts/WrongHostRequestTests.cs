using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

public sealed class WrongHostRequestTests(WrongHostRequestTests.TwoHosts fixture) : IClassFixture<WrongHostRequestTests.TwoHosts>
{
    private readonly TestServer _server = fixture.Server;

    /// <summary>A server with the hosts a and b, which none of these requests changes.</summary>
    public sealed class TwoHosts() : ServerFixture("a", "b");

    // Every wrong request of an endpoint has a problem with a kind, what is wrong, and what to do.
    [Theory]
    [InlineData("GET", "/api/v1/hosts?q=vresion<1", null, 400, "bad-query-language", "did you mean version?")]
    [InlineData("GET", "/api/v1/hosts?q=online%20and", null, 400, "bad-query-language", "at character 11")]
    [InlineData("GET", "/api/v1/hosts?q=online&q=late", null, 400, "bad-query", "more than once")]
    [InlineData("GET", "/api/v1/hosts?query=online", null, 400, "bad-query", "?query=")]
    [InlineData("GET", "/api/v1/hosts?sort=hostnam", null, 400, "bad-query", "'hostnam'")]
    [InlineData("GET", "/api/v1/hosts?sort=label.env", null, 400, "bad-query", "?sort=")]
    [InlineData("GET", "/api/v1/hosts?fields=id,verison", null, 400, "bad-query", "'verison'")]
    [InlineData("GET", "/api/v1/hosts?fields=label.-", null, 400, "bad-query", "?fields=")]
    [InlineData("GET", "/api/v1/hosts?limit=0", null, 400, "bad-query", "?limit=")]
    [InlineData("GET", "/api/v1/hosts?limit=1001", null, 400, "bad-query", "?limit=")]
    [InlineData("GET", "/api/v1/hosts?cursor=x", null, 400, "bad-cursor", "?cursor=")]
    [InlineData("GET", "/api/v1/hosts?cursor=!!", null, 400, "bad-cursor", "?cursor=")]
    [InlineData("GET", "/api/v1/hosts/facets", null, 400, "bad-query", "?by=")]
    [InlineData("GET", "/api/v1/hosts/facets?by=hostname", null, 400, "bad-query", "'hostname'")]
    [InlineData("GET", "/api/v1/hosts/facets?by=state&q=(", null, 400, "bad-query-language", "at character 2")]
    [InlineData("GET", "/api/v1/hosts/facets?by=label.a,label.b,label.c,label.d,label.e,label.f,label.g,label.h,label.i", null, 400, "bad-query", "at most 8")]
    [InlineData("GET", "/api/v1/hosts/nobody", null, 404, "no-such-host", "nobody")]
    [InlineData("GET", "/api/v1/hosts/a?field=id", null, 400, "bad-query", "?field=")]
    [InlineData("GET", "/api/v1/hosts/nobody/match?q=online", null, 404, "no-such-host", "nobody")]
    [InlineData("GET", "/api/v1/hosts/a/match?q=x=", null, 400, "bad-query-language", "'x' is no field")]
    [InlineData("GET", "/api/v1/hosts/none/inventory", null, 404, "no-such-host", "none")]
    [InlineData("GET", "/api/v1/hosts/a/inventory?contents=1", null, 400, "bad-query", "?contents=")]
    [InlineData("GET", "/api/v1/hosts/a/inventory?content=yes", null, 400, "bad-query", "?content=")]
    [InlineData("GET", "/api/v1/hosts/a/inventory/os", null, 404, "no-such-section", "os")]
    [InlineData("GET", "/api/v1/hosts/none/inventory/os", null, 404, "no-such-host", "none")]
    [InlineData("GET", "/api/v1/fields?q=a", null, 400, "bad-query", "?q=")]
    [InlineData("PATCH", "/api/v1/hosts/nobody/labels", """{"a":"b"}""", 404, "no-such-host", "nobody")]
    [InlineData("PATCH", "/api/v1/hosts/a/labels", "{}", 422, "invalid", "no label")]
    [InlineData("PATCH", "/api/v1/hosts/a/labels", "[]", 400, "bad-json", "")]
    [InlineData("PATCH", "/api/v1/hosts/a/labels", """{"a":1}""", 400, "bad-json", "")]
    [InlineData("PATCH", "/api/v1/hosts/a/labels", """{"-a":"b"}""", 422, "invalid", "the name of a label")]
    [InlineData("PATCH", "/api/v1/hosts/a/labels", """{"a":"b c"}""", 422, "invalid", "labels.a")]
    [InlineData("PATCH", "/api/v1/hosts/a/labels?dryrun=1", """{"a":"b"}""", 400, "bad-query", "?dryrun=")]
    [InlineData("POST", "/api/v1/hosts/labels", """{"q":"","labels":{"a":"b"}}""", 422, "invalid", "expectedCount")]
    [InlineData("POST", "/api/v1/hosts/labels", """{"labels":{"a":"b"},"expectedCount":1}""", 400, "bad-json", "q")]
    [InlineData("POST", "/api/v1/hosts/labels", """{"q":"","labels":{},"expectedCount":1}""", 422, "invalid", "no label")]
    [InlineData("POST", "/api/v1/hosts/labels", """{"q":"","labels":{"a":"b"},"expectedCount":1,"x":1}""", 400, "bad-json", "x")]
    [InlineData("POST", "/api/v1/hosts/labels", """{"q":"bad","labels":{"a":"b"},"expectedCount":1}""", 400, "bad-query-language", "'bad'")]
    [InlineData("POST", "/api/v1/hosts/labels", """{"q":"","labels":{"a":"b"},"expectedCount":1}""", 409, "count-changed", "2 hosts now")]
    [InlineData("POST", "/api/v1/hosts/remove", """{"q":""}""", 422, "invalid", "expectedCount")]
    [InlineData("POST", "/api/v1/hosts/remove", """{"expectedCount":1}""", 400, "bad-json", "q")]
    [InlineData("POST", "/api/v1/hosts/remove", """{"q":"","expectedCount":2,"x":1}""", 400, "bad-json", "x")]
    [InlineData("POST", "/api/v1/hosts/remove", """{"q":"bad","expectedCount":1}""", 400, "bad-query-language", "'bad'")]
    [InlineData("POST", "/api/v1/hosts/remove", """{"q":"","expectedCount":1}""", 409, "count-changed", "2 hosts now")]
    [InlineData("POST", "/api/v1/hosts/remove?dryrun=1", """{"q":"","expectedCount":2}""", 400, "bad-query", "?dryrun=")]
    [InlineData("POST", "/api/enrolment-tokens", """{"labels":{"a b":"c"}}""", 422, "invalid", "labels")]
    [InlineData("POST", "/api/enrolment-tokens", """{"labels":{"a":null}}""", 422, "invalid", "labels.a")]
    public Task Request_IsRefused(string method, string path, string? body, int status, string code, string detail) =>
        _server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix: "");

    [Fact]
    public async Task WrongQuery_SaysWhere_AndWhatToDo()
    {
        var (_, body) = await _server.Operator.SendAsync(HttpMethod.Get, "/api/v1/hosts?q=online%20and%20verson%3D1");

        Assert.Equal(12, (int)body!["position"]!);
        Assert.Equal("Write version, or see GET /api/v1/fields for what hosts can be found by.", (string?)body["fix"]);
    }

    [Fact]
    public async Task OtherForms_AreNotAcceptable() =>
        (await _server.Operator.SendAsync(HttpMethod.Get, "/api/v1/hosts", null, ("Accept", "application/xml")))
            .AssertProblem(HttpStatusCode.NotAcceptable, "not-acceptable");

    [Fact]
    public async Task CursorOfAnotherQuery_IsRefused()
    {
        var next = (string?)(await _server.Operator.GetOkAsync("/api/v1/hosts?limit=1"))["next"];

        (await _server.Operator.SendAsync(HttpMethod.Get, $"/api/v1/hosts?limit=1&q=never&cursor={next}"))
            .AssertProblem(HttpStatusCode.BadRequest, "bad-cursor");
        (await _server.Operator.SendAsync(HttpMethod.Get, $"/api/v1/hosts?limit=1&sort=-id&cursor={next}"))
            .AssertProblem(HttpStatusCode.BadRequest, "bad-cursor");
    }

    [Theory]
    [InlineData("GET", "/api/v1/hosts")]
    [InlineData("GET", "/api/v1/hosts/facets?by=state")]
    [InlineData("GET", "/api/v1/hosts/a")]
    [InlineData("GET", "/api/v1/hosts/a/match")]
    [InlineData("GET", "/api/v1/fields")]
    [InlineData("PATCH", "/api/v1/hosts/a/labels")]
    [InlineData("POST", "/api/v1/hosts/labels")]
    [InlineData("POST", "/api/v1/hosts/remove")]
    public async Task WithoutTheOperatorsToken_NothingIsTold(string method, string path) =>
        (await _server.Anybody.SendAsync(new HttpMethod(method), path)).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
}
