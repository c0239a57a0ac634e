using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

public sealed class HostListTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        foreach (var (id, env) in new[] { ("a", "prod"), ("b", "test"), ("c", "prod") })
        {
            var agent = await TestAgent.EnrolAsync(_server, id);
            await agent.BeatAsync(version: id == "c" ? "1.10.0" : "1.2.0");
            var (status, _) = await _server.Operator.SendAsync(
                HttpMethod.Patch, $"/api/v1/hosts/{id}/labels", $$"""{"env":"{{env}}"}""");
            Assert.Equal(HttpStatusCode.OK, status);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("", "a b c")]
    [InlineData("env=prod", "a c")]
    [InlineData("label.env=prod and version<1.9", "a")]
    [InlineData("not env=prod", "b")]
    [InlineData("online and sub_agents has host-metrics", "a b c")]
    [InlineData("host.arch=x64 and hostname~BO*", "a b c")]
    [InlineData("last_seen>1h", "")]
    public async Task Query_FindsHosts(string query, string ids) =>
        Assert.Equal(ids, Ids(await _server.Operator.GetOkAsync($"/api/v1/hosts?q={Uri.EscapeDataString(query)}")));

    [Fact]
    public async Task Host_ShowsWhatIsKnownOfIt()
    {
        var host = (await _server.Operator.GetOkAsync("/api/v1/hosts?q=id%3Dc"))["hosts"]![0]!;

        Assert.Equal("box", (string?)host["hostname"]);
        Assert.Equal("1.10.0", (string?)host["version"]);
        Assert.Equal("online", (string?)host["state"]);
        Assert.Equal("x64", (string?)host["host"]!["architecture"]);
        Assert.Equal("prod", (string?)host["labels"]!["env"]);
        Assert.Equal("host-metrics", (string?)host["subAgents"]![0]);
        Assert.NotNull(host["lastSeen"]);
        var one = (await _server.Operator.GetOkAsync("/api/v1/hosts/c")).AsObject();
        Assert.True(one.Remove("groups"));
        Assert.Equal(host.ToJsonString(), one.ToJsonString());
    }

    [Fact]
    public async Task Pages_FollowOneAnother_AndCountTheirHosts()
    {
        const string path = "/api/v1/hosts?sort=-id&limit=2&count=1&fields=id";
        var first = await _server.Operator.GetOkAsync(path);
        var second = await _server.Operator.GetOkAsync($"{path}&cursor={(string?)first["next"]}");

        Assert.Equal(("c b", 3, "-id"), (Ids(first), (int)first["count"]!, (string)first["sort"]!));
        Assert.Equal("a", Ids(second));
        Assert.Null(second["next"]);
        Assert.Equal("""{"id":"c"}""", first["hosts"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Ndjson_IsALineAHost()
    {
        var (type, text, _) = await GetAsync("/api/v1/hosts?fields=id,label.env", "application/x-ndjson");

        Assert.Equal("application/x-ndjson", type);
        Assert.Equal("""
            {"id":"a","labels":{"env":"prod"}}
            {"id":"b","labels":{"env":"test"}}
            {"id":"c","labels":{"env":"prod"}}

            """, text);
    }

    [Fact]
    public async Task Csv_HasAHead_AndALinkToTheNextPage()
    {
        var (type, text, link) = await GetAsync("/api/v1/hosts?fields=id,version,labels&limit=2", "text/csv");

        Assert.Equal("text/csv", type);
        Assert.Equal("id,version,labels\r\na,1.2.0,env=prod\r\nb,1.2.0,env=test\r\n", text);
        var next = link!.Split('<', '>')[1];
        Assert.Equal("id,version,labels\r\nc,1.10.0,env=prod\r\n", (await GetAsync(next, "text/csv")).Text);
    }

    [Fact]
    public async Task Csv_QuotesWhatAHostChose_AndMakesNoFormulaOfIt()
    {
        var agent = await TestAgent.EnrolAsync(_server, "d");
        var beat = agent.Heartbeat();
        await agent.SendAsync(beat with { Host = beat.Host with { Hostname = "=1,\"2\"" } });

        Assert.EndsWith("d,\"'=1,\"\"2\"\"\"\r\n", (await GetAsync("/api/v1/hosts?fields=id,hostname", "text/csv")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facets_CountHosts_AndSayWhatFindsThem()
    {
        var reply = await _server.Operator.GetOkAsync("/api/v1/hosts/facets?q=online&by=label.env,version,state,sub_agents");

        Assert.Equal(3, (int)reply["count"]!);
        Assert.Equal("""[{"value":"prod","count":2,"q":"label.env=prod"},{"value":"test","count":1,"q":"label.env=test"}]""",
            reply["facets"]![0]!["values"]!.ToJsonString());
        foreach (var facet in reply["facets"]!.AsArray())
        {
            foreach (var value in facet!["values"]!.AsArray())
            {
                var found = await _server.Operator.GetOkAsync($"/api/v1/hosts?count=1&q={Uri.EscapeDataString((string)value!["q"]!)}");
                Assert.Equal((int)value["count"]!, (int)found["count"]!);
            }
        }
    }

    [Fact]
    public async Task Match_TellsWhichComparisonsHold()
    {
        var reply = await _server.Operator.GetOkAsync("/api/v1/hosts/b/match?q=online%20and%20env%3Dprod");

        Assert.False((bool)reply["matches"]!);
        Assert.Equal("""[{"term":"state=online","holds":true},{"term":"label.env=prod","holds":false}]""", reply["terms"]!.ToJsonString());
    }

    [Fact]
    public async Task Fields_AreTheTableOfTheLanguage()
    {
        var reply = await _server.Operator.GetOkAsync("/api/v1/fields");

        Assert.Equal(Query.Fields.HostFields.All.Select(field => field.Name), reply["fields"]!.AsArray().Select(field => (string?)field!["name"]));
        Assert.Equal("""["env"]""", reply["labels"]!.ToJsonString());
        // Each example is a query that is understood.
        foreach (var field in reply["fields"]!.AsArray())
            await _server.Operator.GetOkAsync($"/api/v1/hosts?q={Uri.EscapeDataString((string)field!["example"]!)}");
    }

    private async Task<(string? Type, string Text, string? Link)> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var response = await _server.Operator.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var link = response.Headers.TryGetValues("Link", out var values) ? values.Single() : null;
        return (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(), link);
    }

    private static string Ids(JsonNode page) =>
        string.Join(' ', page["hosts"]!.AsArray().Select(host => (string)host!["id"]!));
}
