using Aops.Console.Tests.Support;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>A deployment: made, brought to hosts, looked at by host and by its log, changed, deleted.</summary>
[Collection(ConsoleTests.Name)]
public sealed class DeploymentTests(ConsoleBench bench)
{
    private const string All = "/api/v1/deployments";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deployment_IsMade_Deployed_RepairedWhereItFailed_Changed_AndDeleted(bool isDark)
    {
        var theme = isDark ? "dark" : "light";
        var name = $"shop-{theme}";
        await using var fleet = await RunFleet.StartAsync(bench.Server, name, 3);
        await using var console = await bench.OpenAsync("#/deployments", isDark: isDark, user: "ana");
        await MakeAsync(console, name, theme);

        var first = await DeployAsync(console, name, theme);
        await BeginsAsync(console, fleet, first, theme);
        await console.ClickLinkAsync("Hosts");
        await console.SeesAsync("On 1 of 3 hosts the last deploy did not succeed");
        await console.PictureAsync($"deployment-failed-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await console.ClickAsync("failed 1");
        await console.SeesAsync("The last deploy did not succeed, and none did before.");
        Assert.Equal(1, await console.Page.Locator("tbody tr").CountAsync());

        await RepairAsync(console, fleet, name);
        await ChangeAsync(console, name, theme);
        await console.ClickAsync("Delete…");
        await console.SeesAsync("3 hosts have it, or something of it, and keep it");
        await console.ClickAsync("Delete the record");
        await console.UntilAsync("() => location.hash === '#/deployments'");
        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name }).WaitForAsync(
            new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
        console.AssertNoFault();
    }

    // The form of a new one; what is wrong is told at its field.
    private static async Task MakeAsync(ConsolePage console, string name, string theme)
    {
        await console.ClickAsync("New deployment…");
        await console.FillAsync("Name", name);
        await console.SelectAsync("Its kind: a signed runbook", "service@1.0");
        await console.FillAsync("Query of hosts", $"hostname~{name}*");
        await console.FillAsync("port", "eighty");
        await console.SeesAsync("It does not match [0-9]+");
        await console.FillAsync("port", "80");
        await console.FillAsync("Hosts at once", "5");
        await console.SeesAsync("It would have 3 hosts as of now.");
        await console.Page.Locator("dialog .lines summary").ClickAsync();
        await console.SeesAsync($"aops deployments create {name} -q 'hostname~{name}*' --runbook service@1.0 port=80 --at-once 5");
        await console.PictureAsync($"deployment-new-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await console.ClickAsync("Make the deployment");
        await console.SeesAsync("No host has it yet: deploy brings it to 3 hosts.");
        await console.PictureAsync($"deployment-absent-{theme}");
    }

    // The plan of a verb, with a secret; returns the run that is started.
    private async Task<string> DeployAsync(ConsolePage console, string name, string theme)
    {
        await console.ClickAsync("deploy…");
        await console.FillAsync("password (optional)", "hunter2");
        await console.SeesAsync("It is for 3 hosts");
        await console.Page.Locator("dialog .lines summary").ClickAsync();
        await console.SeesAsync($"aops deployments deploy {name} password=SECRET");
        Assert.DoesNotContain("hunter2", await console.Page.ContentAsync(), StringComparison.Ordinal);
        await console.PictureAsync($"deployment-verb-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await console.ClickAsync("deploy on 3 hosts");
        await console.SeesAsync("has not ended: wait for it, or cancel it on its page.");
        Assert.True(await ButtonOf(console, "stop…").IsDisabledAsync());
        return await LastRunAsync(name);
    }

    // Its log is on the page while hosts write; one host fails.
    private static async Task BeginsAsync(ConsolePage console, RunFleet fleet, string run, string theme)
    {
        await console.Page.Locator(".line.head", new PageLocatorOptions { HasText = "deploy, " }).WaitForAsync();
        await fleet.Hosts[0].RunAsync(run, "the shop is there\n");
        await console.SeesAsync("the shop is there");
        await console.PictureAsync($"deployment-log-{theme}");
        Assert.Empty(await Axe.FindAsync(console.Page));
        await fleet.Hosts[1].RunAsync(run, "the shop is there\n");
        await fleet.Hosts[2].RunAsync(run, "no room for a shop\n", exitCode: 3);
        await console.SeesAsync("no room for a shop");
    }

    // Only the host that failed is deployed again; the log has both runs, and has them once more when it is opened.
    private async Task RepairAsync(ConsolePage console, RunFleet fleet, string name)
    {
        await console.Page.GetByLabel($"Select {name}-03.example.com").CheckAsync();
        await console.ClickAsync("deploy on 1 host…");
        await console.SeesAsync("It is for 1 host, of which 1 would run it now.");
        await console.ClickAsync("deploy on 1 host");
        await console.UntilAsync("() => location.hash.includes('tab=log')");
        var second = await LastRunAsync(name);
        await fleet.Hosts[2].RunAsync(second, "there is room now\n");
        await console.SeesAsync("there is room now");
        await console.SeesAsync("All 3 hosts have what the deployment says.");
        await console.Page.ReloadAsync();
        await console.SeesAsync("there is room now");
        var lines = await console.Page.Locator(".line > bdi").AllInnerTextsAsync();
        Assert.StartsWith("deploy, ", lines[0], StringComparison.Ordinal);
        Assert.Equal(["no room for a shop", "the shop is there", "the shop is there"], lines.Skip(1).Take(3).Order(StringComparer.Ordinal));
        Assert.StartsWith("deploy, ", lines[4], StringComparison.Ordinal);
        Assert.Equal("there is room now", lines[5]);
        // What another operator does meanwhile is part of it, too.
        await bench.Server.Operator.DoAsync($"{All}/{name}/verbs/status", $$"""{"hosts":["{{fleet.Hosts[0].Id}}"]}""");
        await fleet.Hosts[0].RunAsync(await LastRunAsync(name), "active\n");
        await console.Page.Locator(".line.head", new PageLocatorOptions { HasText = "status, " }).WaitForAsync();
        await console.SeesAsync("active");
    }

    private static async Task ChangeAsync(ConsolePage console, string name, string theme)
    {
        await console.GoAsync($"#/deployments/{name}");
        await console.ClickAsync("Change…");
        Assert.Equal("5", await console.Page.GetByLabel("Hosts at once").InputValueAsync());
        await console.FillAsync("port", "81");
        await console.SeesAsync("3 hosts have the earlier one until it is deployed.");
        await console.PictureAsync($"deployment-change-{theme}");
        await console.ClickAsync("Change the deployment");
        await console.SeesAsync("3 of 3 hosts have what the deployment said before: deploy brings them what it says now.");
        await console.SeesAsync("It has revision 1; since revision 2");
    }

    private async Task<string> LastRunAsync(string name) => (string)(await bench.Server.Operator
        .GetOkAsync($"{All}/{name}"))["deployment"]!["lastRun"]!["id"]!;

    [Fact]
    public async Task WhoOnlyReads_SeesADeployment_AndIsOfferedNoVerb()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "lent", 1);
        await using var deployment = await DeploymentOf.MakeAsync(bench.Server, "lent", "env=prod and hostname~lent*");
        await using var console = await bench.OpenAsync("#/deployments", user: "eve");
        await console.SeesAsync("A change needs the role operator");
        await console.ClickLinkAsync("lent");
        await console.SeesAsync("No host has it yet");

        foreach (var button in new[] { "deploy…", "stop…", "Change…", "Delete…" })
            Assert.Equal(0, await ButtonOf(console, button).CountAsync());
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Checkbox).CountAsync());
        await console.SeesAsync("It was never deployed here.");
        // Addresses of forms lead to no form either.
        await console.GoAsync("#/deployments/lent?do=deploy");
        await console.SeesAsync("No host has it yet");
        Assert.Equal(0, await console.Page.Locator("dialog").CountAsync());
        console.AssertNoFault();
    }

    [Fact]
    public async Task FrozenFleet_StartsNoVerb_AndSaysSo()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "frost", 1);
        await using var deployment = await DeploymentOf.MakeAsync(bench.Server, "frost", "hostname~frost*");
        await bench.Server.Operator.PutOkAsync("/api/v1/freeze", """{"reason":"the shop is full"}""");
        try
        {
            await using var console = await bench.OpenAsync("#/deployments/frost?do=deploy", user: "ana");
            await console.SeesAsync("The fleet is frozen: nothing is started until that ends.");
            await console.SeesAsync("deploy on 1 host");
            Assert.True(await ButtonOf(console, "deploy on 1 host").IsDisabledAsync());
        }
        finally
        {
            await bench.Server.Operator.DeleteAsync("/api/v1/freeze");
        }
    }

    [Fact]
    public async Task ARule_MakesAVerbWaitForAnotherPerson()
    {
        await using var fleet = await RunFleet.StartAsync(bench.Server, "duo", 2);
        await using var deployment = await DeploymentOf.MakeAsync(bench.Server, "duo", "env=prod and hostname~duo*");
        await bench.Server.Operator.PutOkAsync("/api/v1/approval-rules/duo", """{"scope":"env=prod","hostsMin":2}""");
        try
        {
            await using var console = await bench.OpenAsync("#/deployments/duo?do=deploy", user: "ben");
            await console.SeesAsync("It is for 2 hosts");
            await console.ClickAsync("deploy on 2 hosts");

            await console.SeesAsync("Nothing is changed yet: another person approves this first.");

            Assert.True(await ButtonOf(console, "deploy on 2 hosts").IsDisabledAsync());
            await console.PictureAsync("deployment-waits-light");
            Assert.Empty((await bench.Server.Operator.GetOkAsync("/api/v1/runs?deployment=duo"))["runs"]!.AsArray());
        }
        finally
        {
            await bench.Server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/approval-rules/duo");
        }
    }

    [Fact]
    public async Task WithoutADeployment_ThePageTellsTheSteps()
    {
        var list = await bench.Server.Operator.GetOkAsync(All);
        foreach (var one in list["deployments"]!.AsArray())
            await bench.Server.Operator.SendAsync(HttpMethod.Delete, $"{All}/{(string?)one!["name"]}");
        await using var console = await bench.OpenAsync("#/deployments", user: "ana");
        await console.SeesAsync("There is no deployment yet.");
        await console.PictureAsync("deployments-none-light");

        await console.ClickLinkAsync("Make a deployment of it");

        await console.SeesAsync("Its kind: a signed runbook");
        await bench.AddDeploymentAsync();
        console.AssertNoFault();
    }

    private static ILocator ButtonOf(ConsolePage console, string name) =>
        console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name });
}
