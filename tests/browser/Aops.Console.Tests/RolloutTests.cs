using System.Net;
using Aops.Console.Tests.Support;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>A rollout: planned before it begins, followed, and ended.</summary>
[Collection(ConsoleTests.Name)]
public sealed class RolloutTests(ConsoleBench bench)
{
    [Fact]
    public async Task ARelease_IsRolledOut_PausedAndAborted()
    {
        await bench.Server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/groups", """{"name":"rolled","rank":80,"q":"hostname~db*","note":""}""");
        await using var console = await bench.OpenAsync("#/releases", user: "ana");
        await console.ClickAsync("Order aops-agent 2.0.0");
        await console.SelectAsync("For", "group:rolled");
        await console.SeesAsync("would be something else");
        await console.ClickAsync("Plan a rollout");

        await console.SeesAsync("The plan");
        // Other tests retire hosts of the same fleet, and order the release for some of them.
        await console.UntilAsync("() => location.hash.startsWith('#/rollouts/')");
        var id = (await console.Page.EvaluateAsync<string>("() => location.hash")).Split('/', '?')[2];
        var hosts = (int)(await bench.Server.Operator.GetOkAsync($"/api/v1/rollouts/{id}"))["plan"]!["hosts"]!;
        Assert.InRange(hosts, 3, 6);
        await console.SeesAsync($"{hosts} hosts");
        await console.PictureAsync("rollout-plan-light");
        Assert.Empty(await Axe.FindAsync(console.Page));
        var layer = await bench.Server.Operator.GetOkAsync("/api/v1/layers/group:rolled");
        Assert.Equal(0, (int)layer["revision"]!);
        await console.ClickAsync("Start…");
        await console.FillAsync("Why", "the release of the week");
        await console.ClickAsync("Start");

        await StateAsync(console, "running");
        await console.SeesAsync("Budget");
        await console.PictureAsync("rollout-running-light");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await console.ClickAsync("Pause…");
        await console.ClickAsync("Pause");
        await StateAsync(console, "paused");
        await console.ClickAsync("Abort…");
        await console.ClickAsync("Abort");
        await console.Page.Locator(".why .badge", new PageLocatorOptions { HasTextRegex = new("^abort") }).WaitForAsync();
        await console.GoAsync("#/rollouts");
        await console.SeesAsync("group:rolled");
        await console.PictureAsync("rollouts-light");
        console.AssertNoFault();
    }

    private static Task StateAsync(ConsolePage console, string state) =>
        console.Page.Locator(".why .badge", new PageLocatorOptions { HasText = state }).WaitForAsync();
}
