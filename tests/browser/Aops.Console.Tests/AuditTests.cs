using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>Who changed what: found by filters, compared, followed to the object, taken away as a file.</summary>
[Collection(ConsoleTests.Name)]
public sealed class AuditTests(ConsoleBench bench)
{
    [Fact]
    public async Task AnAct_IsFoundByItsObject_AndTellsWhatChanged()
    {
        await bench.Server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/groups", """{"name":"audited","rank":70,"q":"hostname=none","note":"old words"}""");
        await bench.Server.Operator.SendAsync(
            HttpMethod.Put, "/api/v1/groups/audited", """{"rank":70,"q":"hostname=none","note":"new words"}""",
            ("X-Aops-Reason", "INC-4711"));
        await using var console = await bench.OpenAsync("#/audit", user: "ana");
        await console.SelectAsync("Kind", "group.replace");
        await console.FillAsync("What", "group:audited");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.UntilAsync("() => document.querySelectorAll('.audit tbody tr').length === 1");
        await console.SeesAsync("INC-4711");
        Assert.Contains("object=group", console.Page.Url, StringComparison.Ordinal);

        await console.Page.Locator(".audit tbody a").First.ClickAsync();
        await console.SeesAsync("What changed");
        Assert.Equal("old words", await console.Page.Locator("del", new PageLocatorOptions { HasText = "words" }).TextContentAsync());
        Assert.Equal("new words", await console.Page.Locator("ins", new PageLocatorOptions { HasText = "words" }).TextContentAsync());
        await console.PictureAsync("audit-diff-light");
        await console.Page.Locator("dd").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "group:audited" }).ClickAsync();

        await console.SeesAsync("This layer says nothing yet.");
        await bench.Server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/groups/audited");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AnEventOfATimeline_LeadsToItsRow()
    {
        await bench.LabelAsync(bench.Agents[11], """{"seen-in":"audit"}""");
        await using var console = await bench.OpenAsync($"#/hosts/{bench.Agents[11].Id}?tab=timeline", user: "ana");

        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = new("^Row [0-9]+ of the audit") }).First.ClickAsync();

        await console.SeesAsync("What proves it");
        await console.Page.Locator("dd strong", new PageLocatorOptions { HasText = "labels.change" }).WaitForAsync();
        await console.Page.Locator("dd a", new PageLocatorOptions { HasText = $"host:{bench.Agents[11].Id}" }).WaitForAsync();
        console.AssertNoFault();
    }

    [Fact]
    public async Task AnExport_HasTheRowsOfTheFilter()
    {
        await using var console = await bench.OpenAsync("#/audit?kind=user.create", user: "ana");
        await console.SeesAsync("user:ana");

        var download = await console.Page.RunAndWaitForDownloadAsync(() => console.ClickAsync("All as CSV"));

        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Contains("actor", lines[0], StringComparison.Ordinal);
        Assert.InRange(lines.Length, 4, int.MaxValue);
        Assert.All(lines.Skip(1), line => Assert.Contains("user.create", line, StringComparison.Ordinal));
    }
}
