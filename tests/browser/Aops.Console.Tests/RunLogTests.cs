using System.Text;
using Aops.Console.Tests.Support;
using Aops.Server.Tests.Runs;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>Logs of runs: whatever a program prints is shown and does nothing, and a long one does not fill the browser.</summary>
[Collection(ConsoleTests.Name)]
public sealed class RunLogTests(ConsoleBench bench)
{
    private const string Hostile = "<img src=x onerror=alert(1)>\u001b[31mred\u001b[0m \u001b]0;title\u0007\u202Elive\u202C\r100%\n";

    [Fact]
    public async Task HostileOutput_IsShownAndDoesNothing()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "evil", 1);
        var (host, run) = (fleet.Hosts[0], await fleet.RunAsync());
        await RunFleet.BeginAsync(host, run);
        await RunFleet.PrintAsync(host, run, Hostile);
        await host.PostOutputAsync(run, $"offset={host.Length}", RunningHost.FrameOf([0xff, 0xfe, 0, 10]));
        await using var console = await bench.OpenAsync($"#/runs/{run}?tab=log");

        await console.SeesAsync("<img src=x onerror=alert(1)>red");

        var text = await console.Page.Locator(".lines-of").InnerTextAsync();
        Assert.Equal(-1, text.IndexOfAny(['\u202E', '\u001b', '\0', '\r']));
        Assert.Contains("\uFFFD\uFFFD\\u0000", text);
        await console.PictureAsync("run-log-hostile-light");
        Assert.InRange(await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);
        console.AssertNoFault();
    }

    [Fact]
    public async Task MissingBytes_AreToldWhereTheyAre_AndInTheRow()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "gap", 1);
        var (host, run) = (fleet.Hosts[0], await fleet.RunAsync());
        await RunFleet.BeginAsync(host, run);
        await RunFleet.PrintAsync(host, run, "head\n");
        var tail = RunningHost.FrameOf("tail\n"u8.ToArray());
        await host.PostOutputAsync(run, $"offset={host.Length + 4096}&missing=4096", tail);
        await using var console = await bench.OpenAsync($"#/runs/{run}");
        await console.SeesAsync("4.0 KiB missing");

        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Log of gap-01.example.com" }).ClickAsync();

        await console.SeesAsync("4.0 KiB of its output are missing here");
        await console.SeesAsync("4.0 KiB of its output are missing: its own spool");
        Assert.Equal(["head", "4.0 KiB of its output are missing here", "tail"],
            (await console.Page.Locator(".line bdi").AllInnerTextsAsync()).Select(line => line.Trim()));
    }

    [Fact]
    public async Task LongLog_IsBounded_AndWhoScrollsUpReadsOn()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "long", 1);
        var (host, run) = (fleet.Hosts[0], await fleet.RunAsync());
        await RunFleet.BeginAsync(host, run);
        await using var console = await bench.OpenAsync($"#/runs/{run}?tab=log&host={host.Id}");
        await console.SeesAsync("No output yet.");
        for (var part = 0; part < 10; part++)
        {
            var lines = new StringBuilder();
            for (var line = part * 1000; line < (part + 1) * 1000; line++) lines.Append($"line {line:00000}\n");
            await RunFleet.PrintAsync(host, run, lines.ToString());
        }
        await console.SeesAsync("line 09999");
        await console.SeesAsync("earlier lines made way");
        Assert.InRange(await console.Page.Locator(".line").CountAsync(), 1, 2000);

        await console.Page.Locator(".lines-of").EvaluateAsync("element => { element.scrollTop = 0; }");
        await console.SeesAsync("Follow");
        var first = await console.Page.Locator(".line bdi").First.InnerTextAsync();
        await RunFleet.PrintAsync(host, run, "and one more\n");
        await console.ClickAsync("Follow: 1 new line");

        await console.SeesAsync("and one more");
        Assert.NotEqual(first, await console.Page.Locator(".line bdi").First.InnerTextAsync());
        var saving = console.Page.WaitForDownloadAsync();
        await console.ClickAsync("Save the whole log");
        var file = await (await saving).PathAsync();
        Assert.Equal(10_001, (await File.ReadAllLinesAsync(file)).Length);
        console.AssertNoFault();
    }

    [Fact]
    public async Task EqualOutputs_AreOneGroup_WithItsHosts()
    {
        await using var console = await bench.OpenAsync($"#/runs/{bench.EndedRun}?tab=outputs");
        await console.SeesAsync("2 hosts");
        await console.SeesAsync("reloading the certificate");

        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "These hosts" }).ClickAsync();

        await console.UntilAsync("() => document.querySelectorAll('tbody tr').length === 2");
        await console.SeesAsync("✕");
    }
}
