using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Events;

public sealed class EventListTests(EventListTests.TwoHosts fixture) : IClassFixture<EventListTests.TwoHosts>
{
    private const string Path = "/api/v1/events";

    private readonly HttpClient _operator = fixture.Server.Operator;

    /// <summary>A server with the hosts a and b, of which a has the label env=prod and is in the group prod.</summary>
    public sealed class TwoHosts() : ServerFixture("a", "b")
    {
        protected override async Task SeedAsync()
        {
            await Server.Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"env":"prod"}""");
            await Server.Operator.SendAsync(HttpMethod.Post, "/api/v1/groups", """{"name":"prod","rank":1,"q":"env=prod"}""");
            await Until.TrueAsync(async () => (await ListAsync(Server.Operator, "?kind=group")).Count == 1);
        }
    }

    [Theory]
    [InlineData("?kind=enrolled", "enrolled a, enrolled b")]
    [InlineData("?kind=labels,group", "labels a, group ")]
    [InlineData("?host=b", "enrolled b")]
    [InlineData("?group=prod", "enrolled a, labels a")]
    [InlineData("?q=not%20env%3Dprod", "enrolled b")]
    [InlineData("?group=prod&kind=labels", "labels a")]
    [InlineData("?kind=enrolled&limit=1", "enrolled b")]
    [InlineData("?kind=enrolled&limit=1&after=0", "enrolled a")]
    public async Task Filters_SayWhichEvents(string query, string events) =>
        Assert.Equal(events, string.Join(", ", (await ListAsync(_operator, query)).Select(entry => $"{entry!["kind"]} {entry["agentId"]}")));

    [Fact]
    public async Task Lines_GoOnToTheLastEvent_FromTheOldestOn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}?kind=enrolled,labels");
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var answer = await _operator.SendAsync(request);

        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!);

        Assert.Equal(["enrolled", "enrolled", "labels"], lines.Select(line => (string?)line["kind"]));
    }

    [Fact]
    public async Task Stream_BeginsAfterTheLastEventOfTheClient_AndTellsWhatComes()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var id in new[] { "a", "b" }) await TestAgent.EnrolAsync(server, id);
        await server.Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"x":"1"}""");
        await Until.TrueAsync(async () => (await ListAsync(server.Operator, "?kind=labels")).Count == 1);
        var first = (long)(await ListAsync(server.Operator, "?kind=enrolled"))[0]!["id"]!;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}?kind=enrolled,labels");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", $"{first}");
        using var answer = await server.Operator.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("enrolled b", await NextAsync(lines));
        Assert.Equal("labels a", await NextAsync(lines));
        await server.Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/b/labels", """{"x":"1"}""");
        Assert.Equal("labels b", await NextAsync(lines));
    }

    // The next event of the stream; its three lines belong together.
    private static async Task<string> NextAsync(StreamReader lines)
    {
        var (id, kind) = ("", "");
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var data = JsonNode.Parse(line[6..])!;
            Assert.Equal(id, $"{data["id"]}");
            Assert.Equal(kind, (string?)data["kind"]);
            return $"{kind} {data["agentId"]}";
        }
        return "the end";
    }

    private static async Task<JsonArray> ListAsync(HttpClient client, string query) =>
        (await client.GetOkAsync(Path + query))["events"]!.AsArray();
}
