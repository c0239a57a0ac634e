using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Groups;

public sealed class WrongGroupRequestTests(WrongGroupRequestTests.OneGroup fixture) : IClassFixture<WrongGroupRequestTests.OneGroup>
{
    /// <summary>A server with the host a and the group web of rank 10, which none of these requests changes.</summary>
    public sealed class OneGroup() : ServerFixture("a")
    {
        protected override Task SeedAsync() => Server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/groups", """{"name":"web","rank":10,"q":""}""");
    }

    // Every wrong request has a problem with a kind, what is wrong, and what to do.
    [Theory]
    [InlineData("GET", "/api/v1/groups?q=a", null, 400, "bad-query", "?q=", "count")]
    [InlineData("GET", "/api/v1/groups/db", null, 404, "no-such-group", "db", "GET /api/v1/groups")]
    [InlineData("GET", "/api/v1/groups/web?count=1", null, 400, "bad-query", "?count=", "")]
    [InlineData("GET", "/api/v1/groups/db/hosts", null, 404, "no-such-group", "db", "")]
    [InlineData("GET", "/api/v1/groups/web/hosts?q=vresion<1", null, 400, "bad-query-language", "'vresion'", "version")]
    [InlineData("GET", "/api/v1/groups/web/hosts?sort=x", null, 400, "bad-query", "?sort=", "")]
    [InlineData("POST", "/api/v1/groups", """{"name":"db","rank":11,"q":"hostnam=x"}""", 400, "bad-query-language", "'hostnam'", "hostname")]
    [InlineData("POST", "/api/v1/groups", """{"name":"db","rank":11,"q":"online and"}""", 400, "bad-query-language", "at character 11", "")]
    [InlineData("POST", "/api/v1/groups", """{"name":"db","rank":10,"q":""}""", 409, "rank-taken", "web", "11 is free")]
    [InlineData("POST", "/api/v1/groups", """{"name":"web","rank":11,"q":""}""", 409, "group-exists", "web", "PUT")]
    [InlineData("POST", "/api/v1/groups", """{"name":"a b","rank":0,"q":""}""", 422, "invalid", "rank", "")]
    [InlineData("POST", "/api/v1/groups", """{"rank":11,"q":""}""", 422, "invalid", "name", "")]
    [InlineData("POST", "/api/v1/groups", """{"name":"db","q":""}""", 400, "bad-json", "rank", "")]
    [InlineData("POST", "/api/v1/groups", """{"name":"db","rank":11,"q":"","x":1}""", 400, "bad-json", "x", "")]
    [InlineData("POST", "/api/v1/groups?dryrun=1", """{"name":"db","rank":11,"q":""}""", 400, "bad-query", "?dryrun=", "dry_run")]
    [InlineData("PUT", "/api/v1/groups/db", """{"rank":11,"q":""}""", 404, "no-such-group", "db", "")]
    [InlineData("PUT", "/api/v1/groups/web", """{"name":"db","rank":11,"q":""}""", 422, "invalid", "name", "")]
    [InlineData("DELETE", "/api/v1/groups/db", null, 404, "no-such-group", "db", "")]
    public Task Request_IsRefused(
        string method, string path, string? body, int status, string code, string detail, string fix) =>
        fixture.Server.Operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);

    [Theory]
    [InlineData("GET", "/api/v1/groups")]
    [InlineData("POST", "/api/v1/groups")]
    [InlineData("GET", "/api/v1/groups/web")]
    [InlineData("PUT", "/api/v1/groups/web")]
    [InlineData("DELETE", "/api/v1/groups/web")]
    [InlineData("GET", "/api/v1/groups/web/hosts")]
    public async Task WithoutTheOperatorsToken_NothingIsTold(string method, string path) =>
        (await fixture.Server.CreateClient().SendAsync(new HttpMethod(method), path))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
}
