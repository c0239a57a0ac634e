using Aops.Console.Tests.Support;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>A run: chosen, previewed, started, followed, ended, tried again.</summary>
[Collection(ConsoleTests.Name)]
public sealed class RunTests(ConsoleBench bench)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SelectedHosts_RunARunbook_AndOneOfThemTwice(bool isDark)
    {
        var theme = isDark ? "dark" : "light";
        await using var fleet = await RunFleet.StartAsync(bench.Server, "job", 3);
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~job*", isDark: isDark, user: "ana");
        await console.ClickAsync("select all 3 of the query");
        await console.ClickAsync("Run…");
        await console.SelectAsync("What is run", "restart@1.0");
        await console.FillAsync("unit", "Nginx Service");
        await console.SeesAsync("It does not match [a-z.]+");
        await console.PictureAsync($"run-start-fault-{theme}");
        await console.FillAsync("unit", "nginx.service");
        await console.SeesAsync("It is for 3 hosts, of which 3 would run it now.");
        await console.Page.Locator("dialog .lines summary").ClickAsync();
        await console.SeesAsync("aops run -q 'hostname~job*' --runbook restart@1.0 unit=nginx.service");
        await console.PictureAsync($"run-start-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await console.ClickAsync("Start on 3 hosts");

        await console.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "restart 1.0" }).WaitForAsync();
        var run = (await console.Page.EvaluateAsync<string>("() => location.hash")).Split('/', '?')[2];
        await PlayAsync(fleet, console, run, theme);
        await console.SeesAsync("partly failed");
        await console.ClickAsync("failed 1");
        await console.SeesAsync("exit 3");
        Assert.Equal(1, await console.Page.Locator("tbody tr").CountAsync());
        await console.ClickAsync("Rerun failed…");
        await console.SeesAsync("It is for 1 host, of which 1 would run it now.");
        await console.ClickAsync("Run it on 1 host");
        await console.SeesAsync("the run before");
        await console.ClickAsync("Cancel the run…");
        await console.FillAsync("Why", "seen enough");
        await console.ClickAsync("Cancel the run");
        await console.SeesAsync("cancel");
        console.AssertNoFault();
    }

    // The hosts run it, and the log is looked at meanwhile.
    private static async Task PlayAsync(RunFleet fleet, ConsolePage console, string run, string theme)
    {
        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Log", Exact = true }).ClickAsync();
        await console.SeesAsync("No output yet.");
        foreach (var host in fleet.Hosts) await RunFleet.BeginAsync(host, run);
        foreach (var host in fleet.Hosts) await RunFleet.PrintAsync(host, run, "stopping nginx.service\n");
        await RunFleet.PrintAsync(fleet.Hosts[2], run, "Job for nginx.service failed: see journalctl -xeu nginx.service\n", stream: 2);
        await RunFleet.PrintAsync(fleet.Hosts[0], run, "Really go on? [y/N] ");
        await console.SeesAsync("Job for nginx.service failed");
        await console.SeesAsync("Really go on?");
        Assert.Equal(5, await console.Page.Locator(".line").CountAsync());
        Assert.Equal("job-03.example.com", await console.Page.Locator(".line.stderr .from").InnerTextAsync());
        await console.PictureAsync($"run-log-live-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        foreach (var host in fleet.Hosts) await RunFleet.EndAsync(host, run, host == fleet.Hosts[2] ? 3 : 0);
        await console.SeesAsync("whole: every host has ended");
        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Hosts", Exact = true }).Last.ClickAsync();
    }

    [Fact]
    public async Task WhatOnlyTheServerCanTell_IsToldAtTheField()
    {
        await using var console = await bench.OpenAsync("#/runs?new=1&q=env%3Dprod&runbook=rotate-logs%403.1", user: "ana");
        await console.FillAsync("application", "web 2");

        await console.Page.Locator("#run-parameter-application-hint").GetByText("does not match").WaitForAsync();

        Assert.Equal(0, await console.Page.Locator("dialog .fault").CountAsync());
        await console.FillAsync("Hosts at once", "0");
        await console.SeesAsync("It is from 1 to 10000.");
        Assert.True(await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start", Exact = true }).IsDisabledAsync());
    }

    [Fact]
    public async Task HostsThatWouldNotRunIt_AreToldWithTheReason_AndEveryHostWantsItsNumber()
    {
        await using var console = await bench.OpenAsync("#/runs?new=1&runbook=rotate-logs%403.1", user: "ana");
        await console.FillAsync("application", "nginx");
        await console.Page.GetByLabel("on every host").CheckAsync();

        await console.SeesAsync("of which 0 would run it now");

        await console.SeesAsync("unsupported");
        var start = console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^Start on [0-9]+ hosts$") });
        Assert.True(await start.IsDisabledAsync());
        await console.Page.GetByLabel("to confirm: it is every host").FillAsync((await start.InnerTextAsync()).Split(' ')[2]);
        Assert.True(await start.IsEnabledAsync());
        await console.PictureAsync("run-start-every-light");
    }

    [Fact]
    public async Task Secret_IsInNoLineForAShell()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "vault", 1);
        await using var console = await bench.OpenAsync("#/runs?new=1&q=hostname~vault*&runbook=restart%401.0", user: "ana");
        await console.FillAsync("unit", "vault.service");
        await console.FillAsync("password (optional)", "hunter2");
        await console.SeesAsync("It is for 1 host");
        Assert.DoesNotContain("hunter2", await console.Page.ContentAsync());
        await console.ClickAsync("Start on 1 host");
        await console.SeesAsync("password=(secret)");
        Assert.DoesNotContain("hunter2", await console.Page.ContentAsync());
    }

    [Fact]
    public async Task FrozenFleet_StartsNoRun_AndSaysSo_AndTheFormStays()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "ice", 1);
        await bench.Server.Operator.PutOkAsync("/api/v1/freeze", """{"reason":"the shop is full"}""");
        try
        {
            await using var console = await bench.OpenAsync("#/runs?new=1&q=hostname~ice*&runbook=restart%401.0", user: "ana");
            await console.FillAsync("unit", "a.service");
            await console.SeesAsync("Start on 1 host");

            await console.SeesAsync("The fleet is frozen: no run is started until that ends.");
            Assert.True(await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start on 1 host" }).IsDisabledAsync());
            Assert.Equal("a.service", await console.Page.GetByLabel("unit", new PageGetByLabelOptions { Exact = true }).InputValueAsync());
        }
        finally
        {
            await bench.Server.Operator.DeleteAsync("/api/v1/freeze");
        }
    }

    [Fact]
    public async Task WhoOnlyReads_SeesARun_AndIsOfferedNoVerb()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "seen", 1);
        var run = await fleet.RunAsync();
        await using var console = await bench.OpenAsync("#/runs", user: "eve");
        await console.SeesAsync("A change needs the role operator");
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start a run…" }).CountAsync());
        await console.GoAsync($"#/runs/{run}");

        await console.SeesAsync("A change needs the role operator");

        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Cancel the run…" }).CountAsync());
        await console.SeesAsync("seen-01.example.com");
        await bench.Server.Operator.DoAsync($"/api/v1/runs/{run}/cancel");
        console.AssertNoFault();
    }
}
