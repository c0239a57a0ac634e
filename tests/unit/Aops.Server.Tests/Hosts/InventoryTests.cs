using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Inventory;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

/// <summary>Inventories between hosts and the server.</summary>
public sealed class InventoryTests
{
    private const string Os = """{"id":"debian","version":"12","name":"Debian GNU/Linux 12","like":[]}""";

    private static string Hash(string content) => InventoryHash.Of(Encoding.UTF8.GetBytes(content));

    [Fact]
    public async Task AContent_IsAskedOfOneHost_AndCountsForAll()
    {
        await using var server = await TestServer.StartAsync();
        var first = await TestAgent.EnrolAsync(server);
        var second = await TestAgent.EnrolAsync(server, machine: "bb22");

        Assert.Equal(["os"], Wanted(await NameAsync(first, Os)));
        Assert.Empty(Wanted(await NameAsync(second, Os, "bb22")));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(first, "os", Os)).Status);

        Assert.Empty(Wanted(await NameAsync(first, Os)));
        foreach (var agent in new[] { first, second })
        {
            var shown = await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/inventory/os");
            Assert.Equal("debian", (string?)shown["content"]!["id"]);
            Assert.Equal(Hash(Os), (string?)shown["sha256"]);
        }
    }

    [Fact]
    public async Task AChange_IsAskedFor_AndTheOldContentStaysUntilItIsThere()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await NameAsync(agent, Os);
        await SendAsync(agent, "os", Os);
        var newer = Os.Replace("12", "13", StringComparison.Ordinal);

        Assert.Equal(["os"], Wanted(await NameAsync(agent, newer)));

        var section = (await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/inventory"))["sections"]![0]!;
        Assert.Equal((Hash(newer), null), ((string?)section["sha256"], section["lengthBytes"]));
        await SendAsync(agent, "os", newer);
        section = (await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/inventory?content"))["sections"]![0]!;
        Assert.Equal("13", (string?)section["content"]!["version"]);
    }

    [Theory]
    [InlineData("os", Os + " ", HttpStatusCode.BadRequest, "hash-mismatch")]
    [InlineData("cpu", Os, HttpStatusCode.Conflict, "not-named")]
    [InlineData("no section", Os, HttpStatusCode.NotFound, "no-such-name")]
    public async Task WhatIsNotNamed_IsRefused(string section, string body, HttpStatusCode status, string code)
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await NameAsync(agent, Os);

        var (answered, problem) = await SendAsync(agent, section, body, Hash(Os));

        Assert.Equal((status, code), (answered, (string?)problem!["code"]));
    }

    // The content of a host is foreign: nothing of it is a reason to refuse it.
    [Theory]
    [InlineData("os", "no JSON", """{"id":"","version":"","name":"","like":[]}""")]
    [InlineData("os", "[1]", """{"id":"","version":"","name":"","like":[]}""")]
    [InlineData("os", """{"id":7,"version":"12","like":[1,"a"]}""", """{"id":"","version":"12","name":"","like":["a"]}""")]
    [InlineData("cpu", """{"count":-4,"sockets":1e99}""", """{"count":0,"sockets":0}""")]
    [InlineData("addresses", """{"addresses":[{"address":"10.0.0.1"},{"address":"x"},7]}""",
        """{"addresses":[{"address":"10.0.0.1","prefixLength":0,"interface":""}]}""")]
    [InlineData("packages", """{"manager":"rpm","packages":[{"name":"a"},{"name":"a","version":"1"}]}""",
        """{"manager":"rpm","packages":[{"name":"a","version":"1"}],"leftOut":0}""")]
    [InlineData("units", """{"units":[{"name":"a.service","active":"up"},null]}""",
        """{"units":[{"name":"a.service","load":"","active":"up","sub":""}],"leftOut":0}""")]
    [InlineData("disks", """{"volumes":[{"path":"/","freePercent":200,"sizeBytes":-1}]}""",
        """{"volumes":[{"path":"/","device":"","fileSystem":"","sizeBytes":0,"freePercent":0,"isReadOnly":false}]}""")]
    public async Task UnreadableParts_AreLeftOut(string section, string content, string stored)
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await NameAsync(agent, content, section: section);

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(agent, section, content)).Status);

        var shown = await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/inventory/{section}");
        Assert.Equal(stored, shown["content"]!.ToJsonString());
    }

    [Fact]
    public async Task HashesThatAreNone_CostNothingElse()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var body = (await BodyAsync(agent, Os)).AsObject();
        body["inventory"] = JsonNode.Parse($$"""{"os":"{{Hash(Os)}}","cpu":"short","of the future":1,"later":"{{Hash("x")}}"}""");

        var (status, reply) = await agent.PostAsync("/api/agents/heartbeat", body.ToJsonString());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["os"], Wanted(reply!));
        var sections = (await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/inventory"))["sections"]!.AsArray();
        Assert.Equal(["later", "os"], sections.Select(section => (string?)section!["section"]));
    }

    [Fact]
    public async Task AHostWithoutInventory_HasNone_AndAnUnknownSectionIsAProblem()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        Assert.Null((await agent.SendAsync(agent.Heartbeat())).Body!["inventoryWanted"]);

        Assert.Empty((await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/inventory"))["sections"]!.AsArray());
        var (status, problem) = await server.Operator.SendAsync(HttpMethod.Get, $"/api/v1/hosts/{agent.Id}/inventory/os");
        Assert.Equal((HttpStatusCode.NotFound, "no-such-section"), (status, (string?)problem!["code"]));
    }

    private static List<string?> Wanted(JsonNode reply) =>
        [.. reply["inventoryWanted"]?.AsArray().Select(section => (string?)section) ?? []];

    private static async Task<JsonNode> NameAsync(
        TestAgent agent, string content, string machine = TestAgent.Machine, string section = "os")
    {
        var (status, body) = await agent.SendAsync(Naming(agent, content, machine, section));
        Assert.Equal(HttpStatusCode.OK, status);
        return body!;
    }

    private static HeartbeatRequest Naming(TestAgent agent, string content, string machine, string section) =>
        agent.Heartbeat(machine: machine) with { Inventory = new Dictionary<string, string> { [section] = Hash(content) } };

    private static Task<JsonNode> BodyAsync(TestAgent agent, string content) => Task.FromResult(JsonNode.Parse(
        System.Text.Json.JsonSerializer.Serialize(
            Naming(agent, content, TestAgent.Machine, "os"), Aops.Contracts.Json.ContractsJson.Default.HeartbeatRequest))!);

    private static Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        TestAgent agent, string section, string content, string? hash = null) => agent.AskAsync(
            HttpMethod.Put, $"/api/agents/inventory/{Uri.EscapeDataString(section)}/{hash ?? Hash(content)}", content);
}
