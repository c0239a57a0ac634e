using Aops.Console.Tests.Support;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>A playbook: it only looks where that is asked, and what it would change is the drift of a host.</summary>
[Collection(ConsoleTests.Name)]
public sealed class PlaybookTests(ConsoleBench bench)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_TellsTheDrift_WhichApplyingClears(bool isDark)
    {
        var theme = isDark ? "dark" : "light";
        await using var fleet = await RunFleet.StartAsync(bench.Server, $"play-{theme}", 2);
        var query = Uri.EscapeDataString($"hostname~play-{theme}*");
        await using var console = await bench.OpenAsync($"#/runs?new=1&q={query}&runbook=web%401", isDark: isDark, user: "ana");
        await console.SeesAsync("It is applied: each host becomes what the playbook says.");
        await console.SeesAsync("Start on 2 hosts");
        await console.Page.GetByLabel("check only: look at what it would change").CheckAsync();
        await console.SeesAsync("Nothing is changed on any host.");
        await console.SeesAsync("Check on 2 hosts");
        await console.Page.Locator("dialog .lines summary").ClickAsync();
        await console.SeesAsync($"aops run -q 'hostname~play-{theme}*' --runbook web@1 --check");
        await console.PictureAsync($"run-check-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await console.ClickAsync("Check on 2 hosts");
        await console.SeesAsync("which only looks at what it would change");
        var run = await RunOfAsync(console);
        await fleet.Hosts[0].PlayAsync(run, Result(isCheck: true, changed: 2));
        await fleet.Hosts[1].PlayAsync(run, Result(isCheck: true, changed: 0));
        await console.Page.Locator("summary", new PageLocatorOptions { HasText = "2 tasks would change something" }).ClickAsync();
        await console.SeesAsync("/etc/web/2");
        await console.PictureAsync($"run-of-check-{theme}");

        await console.ClickLinkAsync("Runs");
        await console.ClickLinkAsync("Drift");
        await console.ClickLinkAsync("1 host");
        await console.UntilAsync("() => location.hash.includes('state=drifted')");
        await console.UntilAsync("() => document.querySelectorAll('[aria-label=\"Hosts by playbook\"] tbody tr').length === 1");
        await console.Page.Locator("summary", new PageLocatorOptions { HasText = "2 tasks would change something" }).ClickAsync();
        await console.PictureAsync($"drift-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await console.Page.SetViewportSizeAsync(390, 844);
        await console.PictureAsync("drift-narrow");
        Assert.InRange(await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);
        await console.Page.SetViewportSizeAsync(1280, 800);

        await console.ClickLinkAsync("Apply it on this host");
        await console.ClickAsync("Start on 1 host");
        await fleet.Hosts[0].PlayAsync(await RunOfAsync(console), Result(isCheck: false, changed: 2));
        await console.SeesAsync("2 tasks changed something");
        await console.GoAsync("#/runs/drift?state=drifted");
        await console.SeesAsync("No host has drifted.");
        console.AssertNoFault();
    }

    [Fact]
    public async Task WhatIsNoPlaybook_HasNoCheck()
    {
        await using var console = await bench.OpenAsync("#/runs?new=1&runbook=restart%401.0", user: "ana");
        await console.SeesAsync("Offline hosts");

        Assert.Equal(0, await console.Page.GetByLabel("check only: look at what it would change").CountAsync());
    }

    private static async Task<string> RunOfAsync(ConsolePage console)
    {
        await console.UntilAsync("() => /^#\\/runs\\/[0-9a-f]{20}/.test(location.hash)");
        return (await console.Page.EvaluateAsync<string>("() => location.hash")).Split('/', '?')[2];
    }

    private static PlaybookResult Result(bool isCheck, int changed) => new()
    {
        Check = isCheck, Recap = new PlaybookRecap { Ok = 5, Changed = changed },
        Changed = [.. Enumerable.Range(1, changed).Select(number => new PlaybookTask
        {
            Task = $"web : file {number}", Path = $"roles/web/tasks/main.yml:{number}", Object = $"/etc/web/{number}",
        })],
    };
}
