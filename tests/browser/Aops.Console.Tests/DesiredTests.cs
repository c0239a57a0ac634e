using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

[Collection(ConsoleTests.Name)]
public sealed class DesiredTests(ConsoleBench bench)
{
    [Fact]
    public async Task ALayer_IsWrittenAfterAPreview_ComparedAndTakenBack()
    {
        await using var console = await bench.OpenAsync("#/desired/group:web");
        await console.SeesAsync("This layer says nothing yet.");
        await WriteAsync(console, """{"settings": {"heartbeatInterval": "20s"}}""", "first");
        await WriteAsync(console, """{"settings": {"heartbeatInterval": "40s"}}""", "second");

        await console.ClickAsync("Compare revision 2");
        await console.Page.Locator(".comparison ins", new PageLocatorOptions { HasText = "40s" }).First.WaitForAsync();
        await console.PictureAsync("desired-history-light");
        await console.ClickAsync("Go back to revision 1");
        await console.SeesAsync("would be something else");
        await console.ClickAsync("Go back, for 6 hosts");
        await console.SeesAsync("Revision 3 has the content of 1");

        var layer = await bench.Server.Operator.GetOkAsync("/api/v1/layers/group:web");
        Assert.Equal(3, (int)layer["revision"]!);
        Assert.Equal("20s", (string)layer["document"]!["settings"]!["heartbeatInterval"]!);
        console.AssertNoFault();
    }

    [Fact]
    public async Task WhatTheServerRefuses_IsToldByField_AndNothingIsWritten()
    {
        await using var console = await bench.OpenAsync($"#/desired/host:{bench.Agents[11].Id}");
        await console.FillAsync("Document", """{"settings": {"heartbeatInterval": "soon"}}""");
        await console.ClickAsync("Preview");

        await console.SeesAsync("code: invalid");
        Assert.True(await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Write" }).IsDisabledAsync());
    }

    [Fact]
    public async Task ATextThatIsNoJson_IsToldByItsLine()
    {
        await using var console = await bench.OpenAsync($"#/desired/host:{bench.Agents[11].Id}");
        await console.FillAsync("Document", "{\n  \"paused\": yes\n}");
        await console.ClickAsync("Preview");

        await console.SeesAsync("This is no JSON, at line 2");
    }

    [Fact]
    public async Task AnotherOperatorsWrite_IsNotUndoneUnseen()
    {
        var path = $"/api/v1/layers/host:{bench.Agents[10].Id}";
        await using var console = await bench.OpenAsync($"#/desired/host:{bench.Agents[10].Id}");
        await console.FillAsync("Document", """{"settings": {"heartbeatInterval": "50s"}}""");
        await console.ClickAsync("Preview");
        await console.SeesAsync("would be something else");
        await bench.Server.Operator.PutOkAsync(
            path, """{"document":{"settings":{"heartbeatInterval":"33s"}},"strategy":"all-at-once"}""");

        await console.ClickAsync("Write for 1 host");

        await console.SeesAsync("code: revision");
        var layer = await bench.Server.Operator.GetOkAsync(path);
        Assert.Equal("33s", (string)layer["document"]!["settings"]!["heartbeatInterval"]!);
    }

    [Fact]
    public async Task ARelease_IsOrderedAfterAPreview()
    {
        await using var console = await bench.OpenAsync("#/releases");
        await console.ClickAsync("Order aops-agent 2.0.0");
        await console.SelectAsync("For", "fleet");
        await console.SeesAsync("would be something else");
        await console.PictureAsync("release-order-light");

        await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^Order for") }).ClickAsync();

        await console.SeesAsync("orders it for");
        var layer = await bench.Server.Operator.GetOkAsync("/api/v1/layers/fleet");
        Assert.Equal("2.0.0", (string)layer["document"]!["agent"]!["version"]!);
        // Other tests order it for hosts that have it not.
        await bench.Server.Operator.PutOkAsync("/api/v1/layers/fleet", """{"document":{},"strategy":"all-at-once"}""");
        console.AssertNoFault();
    }

    private static async Task WriteAsync(ConsolePage console, string document, string message)
    {
        await console.FillAsync("Document", document);
        await console.FillAsync("Why (for the history)", message);
        await console.ClickAsync("Preview");
        await console.SeesAsync("would be something else");
        await console.ClickAsync("Write for 6 hosts");
        await console.Page.Locator("td", new PageLocatorOptions { HasText = message }).First.WaitForAsync();
    }
}
