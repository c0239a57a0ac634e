using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

[Collection(ConsoleTests.Name)]
public sealed class EnrolmentTests(ConsoleBench bench)
{
    [Fact]
    public async Task AToken_IsShownOnceWithTheLineForTheHost_AndAHostEnrolsWithIt()
    {
        await using var console = await bench.OpenAsync("#/tokens?new=1");
        await console.FillAsync("What for", "rack 4");
        await console.FillAsync("Labels that hosts get", "rack=r4");
        await console.ClickAsync("Make the token");
        var token = await console.Page.GetByLabel("Token", new PageGetByLabelOptions { Exact = true }).TextContentAsync();
        var line = await console.Page.GetByLabel("Install line", new PageGetByLabelOptions { Exact = true }).TextContentAsync();
        await console.PictureAsync("token-made-light");

        Assert.Contains($"'{token}'", line, StringComparison.Ordinal);
        Assert.Contains("/install.sh | sh", line, StringComparison.Ordinal);
        var (status, body) = await TestAgent.RegisterAsync(bench.Server, token!, machine: "bb01");
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        await console.ClickAsync("I have it");
        await console.SeesAsync("rack 4");
        Assert.DoesNotContain(token!, await console.Page.ContentAsync(), StringComparison.Ordinal);
        await bench.Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/hosts/{body!["agentId"]}");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AHostThatWaits_IsLetIn()
    {
        var (_, made) = await bench.Server.Operator.SendAsync(HttpMethod.Post, "/api/v1/tokens", """{"approval":"manual"}""");
        var token = (string)made!["token"]!;
        await TestAgent.RegisterAsync(bench.Server, token, machine: "bb02");
        await using var console = await bench.OpenAsync("#/tokens");
        await console.SeesAsync("Hosts that wait to be let in");

        await console.ClickAsync("Approve box");
        await console.ClickAsync("Approve it");
        await console.SeesAsync("approved");

        var (status, body) = await TestAgent.RegisterAsync(bench.Server, token, machine: "bb02");
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        await bench.Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/hosts/{body!["agentId"]}");
    }

    [Fact]
    public async Task AGroup_IsMadeAfterItsCountWasTold_AndRemoved()
    {
        await using var console = await bench.OpenAsync("#/groups?new=1&q=hostname~db*");
        await console.FillAsync("Name", "data");
        await console.SeesAsync("6 hosts join");
        await console.ClickAsync("Make it");
        await console.SeesAsync("6 hosts joined");
        await console.ClickAsync("Close");

        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "data", Exact = true }).First.WaitForAsync();
        await console.ClickAsync("Remove data");
        await console.ClickAsync("Remove the group");

        await console.UntilAsync("() => ![...document.querySelectorAll('td')].some(cell => cell.textContent === 'data')");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AnEvent_AppearsAsItHappens()
    {
        await using var console = await bench.OpenAsync("#/events?kind=labels");
        await console.UntilAsync("() => document.querySelector('.side').textContent.includes('live')");

        await bench.Server.Operator.SendAsync(
            HttpMethod.Patch, $"/api/v1/hosts/{bench.Agents[8].Id}/labels", """{"seen-at-once":"yes"}""");

        await console.SeesAsync("seen-at-once");
        console.AssertNoFault();
    }
}
