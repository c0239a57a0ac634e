using System.Text.Json.Nodes;
using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

[Collection(ConsoleTests.Name)]
public sealed class HostPageTests(ConsoleBench bench)
{
    [Fact]
    public async Task WhyItIsSo_IsOnTop_WithItsFaults()
    {
        await using var console = await bench.OpenAsync($"#/hosts/{bench.Agents[3].Id}");

        await console.SeesAsync("conf.yml:3: pingInterval");
        await console.Page.Locator(".why").GetByText("Next:").WaitForAsync();
        await console.Page.Locator(".why summary").ClickAsync();
        await console.SeesAsync($"aops explain {bench.Agents[3].Id}");
    }

    [Fact]
    public async Task AnAddressOfAnEarlierConsole_StillLeadsToItsHost()
    {
        await using var console = await bench.OpenAsync($"#/host/{bench.Agents[0].Id}");

        await console.SeesAsync("web-00.example.com");
    }

    [Fact]
    public async Task ASubAgent_IsStoppedByARevisionOfTheHost_WhichItsConfigShows()
    {
        var path = $"/api/v1/layers/host:{bench.Agents[5].Id}";
        await bench.Server.Operator.PutOkAsync(
            path, """{"document":{"subAgents":[{"name":"host-metrics","version":"1.0.0"}]},"strategy":"all-at-once"}""");
        await using var console = await bench.OpenAsync($"#/hosts/{bench.Agents[5].Id}");
        await console.ClickAsync("Stop host-metrics");
        await console.ClickAsync("Stop it");
        await console.SeesAsync("The host was told to stop host-metrics.");

        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Config", Exact = true }).ClickAsync();

        await console.SeesAsync("subAgents[host-metrics].running");
        var layer = await bench.Server.Operator.GetOkAsync(path);
        Assert.False((bool)layer["document"]!["subAgents"]![0]!["running"]!);
        console.AssertNoFault();
    }

    [Fact]
    public async Task ASubAgentThatNoLayerNames_IsNotSaidToBeStopped()
    {
        await using var console = await bench.OpenAsync($"#/hosts/{bench.Agents[1].Id}");

        await console.ClickAsync("Stop host-metrics");
        await console.ClickAsync("Stop it");

        await console.SeesAsync("Nothing would change");
        var layer = await bench.Server.Operator.GetOkAsync($"/api/v1/layers/host:{bench.Agents[1].Id}");
        Assert.Null(layer["document"]?["subAgents"]);
    }

    [Fact]
    public async Task ALog_ComesAsTheHostSendsIt_WithoutWhatWouldAct()
    {
        var agent = bench.Agents[7];
        await using var console = await bench.OpenAsync($"#/hosts/{agent.Id}");
        await console.ClickAsync("Log host-metrics");
        await console.ClickAsync("Ask for its log");
        await console.Page.Locator(".command", new PageLocatorOptions { HasText = "collect-log" }).WaitForAsync();
        var commands = await bench.Server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/commands");
        var id = (string)commands["commands"]![0]!["id"]!;
        var log = new JsonObject { ["text"] = "\u001b[31mred\u001b[0m <script>alert(1)</script>\nsecond \u202Eline\n" };
        await agent.PostAsync($"/api/agents/commands/{id}/log", log.ToJsonString());
        await agent.PostAsync($"/api/agents/commands/{id}/result", """{"outcome":"succeeded","at":"2026-01-01T00:00:00Z"}""");

        var shown = console.Page.Locator("pre.log", new PageLocatorOptions { HasText = "second" });

        await shown.WaitForAsync();
        Assert.Equal("red <script>alert(1)</script>\nsecond \\u202eline\n", await shown.TextContentAsync());
        console.AssertNoFault();
    }

    [Fact]
    public async Task TheTimeline_TellsWhoDidWhat()
    {
        await bench.Server.Operator.SendAsync(HttpMethod.Patch, $"/api/v1/hosts/{bench.Agents[9].Id}/labels", """{"rack":"r1"}""");
        await using var console = await bench.OpenAsync($"#/hosts/{bench.Agents[9].Id}?tab=timeline");

        await console.SeesAsync("enrolled");
        await console.Page.Locator("tbody td:last-child", new PageLocatorOptions { HasText = "initial" }).First.WaitForAsync();
    }

    [Fact]
    public async Task AHostThatIsNotThere_IsToldOf()
    {
        await using var console = await bench.OpenAsync("#/hosts");

        await console.Page.EvaluateAsync("() => { location.hash = '#/hosts/0000'; }");

        // Of the three answers that the page is made of, whichever comes first.
        await console.SeesAsync("code: no-such-");
    }
}
