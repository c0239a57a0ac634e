using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

[Collection(ConsoleTests.Name)]
public sealed class HostsTests(ConsoleBench bench)
{
    [Fact]
    public async Task AQuery_IsCompletedAndFindsItsHosts()
    {
        await using var console = await bench.OpenAsync("#/hosts");
        var query = console.Page.GetByLabel("Query of hosts");

        await query.PressSequentiallyAsync("host");
        await console.Page.GetByRole(AriaRole.Option).Filter(new LocatorFilterOptions { HasText = "hostname" }).WaitForAsync();
        await query.PressAsync("Tab");
        await query.PressSequentiallyAsync("~db");
        await query.PressAsync("Enter");

        await console.UntilAsync("() => document.querySelector('.head').textContent.includes('6 match')");
        Assert.Contains("q=hostname", console.Page.Url, StringComparison.Ordinal);
        console.AssertNoFault();
    }

    [Fact]
    public async Task AWrongQuery_IsToldInTheServersWords_AtTheCharacter()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=online+and+verson%3D1");

        await console.SeesAsync("did you mean version?");
        Assert.Equal("v", await console.Page.Locator(".pointed mark").TextContentAsync());
        Assert.Equal(0, await console.Page.Locator(".window").CountAsync());
    }

    [Fact]
    public async Task ANumberOfAFacet_LeadsToTheHostsThatItCounts()
    {
        await bench.LabelAsync(bench.Agents[3], """{"corner":"north"}""");
        await using var console = await bench.OpenAsync("#/hosts?facets=label.corner");

        await console.Page.Locator(".facets").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "north", Exact = true })
            .ClickAsync();

        await console.UntilAsync("() => document.querySelector('.head').textContent.includes('1 match')");
        Assert.Contains("db-03", await console.Page.Locator("tbody").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ColumnsAndOrder_AreInTheAddress_AndASavedViewBringsThemBack()
    {
        await using var console = await bench.OpenAsync("#/hosts");
        await console.SeesAsync("web-00.example.com");
        await console.Page.Locator("summary", new PageLocatorOptions { HasText = "Columns" }).ClickAsync();
        await console.Page.GetByLabel("host.os", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await console.Page.GetByRole(AriaRole.Columnheader, new PageGetByRoleOptions { Name = "System" }).WaitForAsync();
        await console.Page.Keyboard.PressAsync("Escape");
        await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Host", Exact = true }).ClickAsync();
        await console.UntilAsync("() => location.hash.includes('sort=hostname') && location.hash.includes('host.os')");
        await console.Page.Locator("summary", new PageLocatorOptions { HasText = "Views" }).ClickAsync();
        await console.FillAsync("Name of the view", "systems");
        await console.ClickAsync("Save this");

        await console.GoAsync("#/hosts?q=faults%3E0");
        await console.Page.ReloadAsync();
        await console.Page.Locator("summary", new PageLocatorOptions { HasText = "Views" }).ClickAsync();
        await console.ClickAsync("systems");

        await console.UntilAsync("() => location.hash.includes('sort=hostname') && location.hash.includes('host.os')");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AllHostsOfAQuery_AreLabelledAfterTheirExactCount()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~web*");
        await console.ClickAsync("select all 6 of the query");
        await console.ClickAsync("Label…");
        await console.FillAsync("Labels", "tier=front");
        await console.SeesAsync("It would change 6 hosts of 6");
        await console.PictureAsync("action-label-light");

        await console.ClickAsync("Label 6 hosts");

        await console.SeesAsync("It changes 6 hosts");
        var found = await bench.Server.Operator.GetOkAsync("/api/v1/hosts?q=label.tier%3Dfront&count=1");
        Assert.Equal(6, (int)found["count"]!);
        console.AssertNoFault();
    }

    [Fact]
    public async Task ABatch_TellsTheResultOfEachHost()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~web*");
        await console.SeesAsync("web-02.example.com");
        await console.Page.GetByLabel("Select web-02.example.com").CheckAsync();
        await console.Page.GetByLabel("Select web-04.example.com").CheckAsync();
        await console.ClickAsync("Restart…");
        await console.SeesAsync("It would be done on 2 hosts");
        await console.PictureAsync("action-restart-light");

        await console.ClickAsync("Restart 2 hosts");

        await console.SeesAsync("It is done on 2 hosts");
        foreach (var number in new[] { 2, 4 })
        {
            var commands = await bench.Server.Operator.GetOkAsync($"/api/v1/hosts/{bench.Agents[number].Id}/commands");
            Assert.Equal("restart-agent", (string)commands["commands"]![0]!["kind"]!);
        }
        console.AssertNoFault();
    }

    [Fact]
    public async Task AnUpdate_TakesAPublishedVersion()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~db*");
        await console.Page.GetByLabel("Select db-01.example.com").CheckAsync();
        await console.ClickAsync("Update…");
        await console.SelectAsync("Version", "2.0.0");
        await console.SeesAsync("It would be done on 1 host");

        await console.ClickAsync("Update 1 host");

        await console.SeesAsync("It is done on 1 host");
        var layer = await bench.Server.Operator.GetOkAsync($"/api/v1/layers/host:{bench.Agents[1].Id}");
        Assert.Equal("2.0.0", (string)layer["document"]!["agent"]!["version"]!);
    }

    [Fact]
    public async Task AQueryThatHasAnotherNumberOfHostsByThen_ChangesNothing()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~grow*");
        var first = await bench.EnrolAsync(40, "grow-1");
        await console.Page.ReloadAsync();
        await console.ClickAsync("select all 1 of the query");
        await console.ClickAsync("Label…");
        await console.FillAsync("Labels", "size=big");
        await console.SeesAsync("It would change 1 host of 1");
        var second = await bench.EnrolAsync(41, "grow-2");

        await console.ClickAsync("Label 1 host");

        await console.SeesAsync("code: count-changed");
        var found = await bench.Server.Operator.GetOkAsync("/api/v1/hosts?q=label.size&count=1");
        Assert.Equal(0, (int)found["count"]!);
        foreach (var agent in new[] { first, second })
            await bench.Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/hosts/{agent.Id}");
    }

    [Fact]
    public async Task ARemoval_NeedsTheCountToBeTyped()
    {
        var agent = await bench.EnrolAsync(42, "leaving");
        await using var console = await bench.OpenAsync("#/hosts?q=hostname%3Dleaving");
        await console.ClickAsync("select all 1 of the query");
        await console.ClickAsync("Remove…");
        var button = console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Remove 1 host" });
        await button.WaitForAsync();
        Assert.True(await button.IsDisabledAsync());

        await console.FillAsync("Type 1 to confirm", "1");
        await button.ClickAsync();

        await console.SeesAsync("It removes 1 host");
        var (status, _) = await bench.Server.Operator.SendAsync(HttpMethod.Get, $"/api/v1/hosts/{agent.Id}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task AnExport_HasEveryHostOfTheQuery()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~db*");
        await console.SeesAsync("db-01.example.com");
        await console.Page.Locator("summary", new PageLocatorOptions { HasText = "Export" }).ClickAsync();

        var download = await console.Page.RunAndWaitForDownloadAsync(() => console.ClickAsync("CSV: every host of the query"));

        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(7, lines.Length);
        Assert.Contains("hostname", lines[0], StringComparison.Ordinal);
    }
}
