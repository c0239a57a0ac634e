using System.Net;
using Aops.Console.Tests.Support;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>Users, keys, and requests that need another person.</summary>
[Collection(ConsoleTests.Name)]
public sealed class AccessTests(ConsoleBench bench)
{
    [Fact]
    public async Task AUser_IsMadeChangedDisabledAndRemoved()
    {
        await using var console = await bench.OpenAsync("#/access/users?new=1", user: "ana");
        await console.FillAsync("Name", "gus");
        await console.FillAsync("Password", AccessClients.Password);
        await console.SelectAsync("Role 1", "operator");
        await console.FillAsync("Scope of role 1", "tier=");
        await console.ClickAsync("Add the user");
        await console.SeesAsync("code: invalid");
        await console.FillAsync("Scope of role 1", "env=prod");
        await console.ClickAsync("Add the user");
        await console.SeesAsync("gus");
        using var gus = await bench.Server.OpenSessionAsync("gus");

        await console.ClickAsync("Change gus");
        await console.FillAsync("Full name", "Gus of the night shift");
        await console.ClickAsync("Add a role");
        await console.ClickAsync("Change the user");
        await console.SeesAsync("Gus of the night shift");
        var user = await bench.Server.Operator.GetOkAsync("/api/v1/users/gus");
        Assert.Equal(["operator", "viewer"], user["grants"]!.AsArray().Select(grant => (string)grant!["role"]!));
        Assert.Equal(HttpStatusCode.OK, await gus.TryAsync());

        await console.ClickAsync("Disable gus");
        await console.FillAsync("Why (for the audit)", "left the team – adieu");
        await console.ClickAsync("Disable");
        await console.SeesAsync("disabled");
        Assert.Equal(HttpStatusCode.Unauthorized, await gus.TryAsync());
        var rows = await bench.Server.Operator.GetOkAsync("/api/v1/audit?object=user:gus&limit=1");
        Assert.Equal("left the team – adieu", (string?)rows["rows"]![0]!["reason"]);
        Assert.Equal("ana", (string?)rows["rows"]![0]!["actor"]);

        await console.ClickAsync("Remove gus");
        await console.ClickAsync("Remove the user");
        await console.UntilAsync("() => ![...document.querySelectorAll('td.strong')].some(cell => cell.textContent.startsWith('gus'))");
        console.AssertNoFault();
    }

    [Fact]
    public async Task TheLastAdmin_IsNotRemoved()
    {
        await using var console = await bench.OpenAsync("#/access/users", user: "ana");
        await console.ClickAsync("Remove ana");
        await console.ClickAsync("Remove the user");

        await console.SeesAsync("code: last-admin");
    }

    [Fact]
    public async Task AKey_IsShownOnce_Rotated_AndRevoked()
    {
        await using var console = await bench.OpenAsync("#/access/keys?new=1", user: "ben");
        await console.FillAsync("Name", "laptop");
        await console.ClickAsync("Make the key");
        var first = await KeyOfAsync(console);
        await console.PictureAsync("key-made-light");
        Assert.Contains("aops login", await console.Page.GetByLabel("Login line", new PageGetByLabelOptions { Exact = true }).TextContentAsync());
        await console.ClickAsync("I have it");
        await console.SeesAsync("laptop");
        Assert.DoesNotContain(first, await console.Page.ContentAsync(), StringComparison.Ordinal);
        using var old = bench.Server.CreateClient(first);
        Assert.Equal(HttpStatusCode.OK, await old.TryAsync());

        await console.ClickAsync("Rotate laptop");
        await console.ClickAsync("Make the new key");
        using var next = bench.Server.CreateClient(await KeyOfAsync(console));
        await console.SeesAsync("Both keys are in force.");
        Assert.Equal(HttpStatusCode.OK, await old.TryAsync());
        await console.PictureAsync("key-rotated-light");
        await console.ClickAsync("Revoke the old key now");
        await console.SeesAsync("The old key is void.");
        Assert.Equal(HttpStatusCode.Unauthorized, await old.TryAsync());
        Assert.Equal(HttpStatusCode.OK, await next.TryAsync());
        var me = await next.GetOkAsync("/api/v1/me");
        Assert.Equal(("laptop-2", "label.env=prod"), ((string)me["name"]!, (string)me["grants"]![0]!["scope"]!));
        await console.Page.Locator(".dialog-foot").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Close" }).ClickAsync();

        await console.ClickAsync("Revoke laptop-2");
        await console.ClickAsync("Revoke the key");
        await console.UntilAsync("() => !document.body.textContent.includes('laptop')");
        Assert.Equal(HttpStatusCode.Unauthorized, await next.TryAsync());
        console.AssertNoFault();
    }

    [Fact]
    public async Task AChangeThatNeedsAnotherPerson_IsSaidToWait_AndIsDoneOnceApproved()
    {
        await bench.Server.Operator.PutOkAsync("/api/v1/approval-rules/pairs", """{"scope":"env=prod","hostsMin":2}""");
        await using var ben = await bench.OpenAsync("#/hosts?q=hostname~web*", user: "ben");
        await ben.Page.GetByLabel("Select web-00.example.com").CheckAsync();
        await ben.Page.GetByLabel("Select web-06.example.com").CheckAsync();
        await ben.ClickAsync("Restart…");
        await ben.ClickAsync("Restart 2 hosts");
        await ben.SeesAsync("Nothing is changed yet: another person approves this first.");
        await ben.PictureAsync("action-awaits-approval-light");
        await bench.Server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/approval-rules/pairs");
        Assert.True(await ben.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Restart 2 hosts" }).IsDisabledAsync());
        await ben.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Look at the request" }).ClickAsync();
        await ben.SeesAsync("It is your own: another person approves or refuses it.");
        Assert.Equal(0, await ben.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Approve…" }).CountAsync());

        await using var ana = await bench.OpenAsync(new Uri(ben.Page.Url).Fragment, user: "ana");
        await ana.SeesAsync("It would be done on 2 hosts");
        await ana.ClickAsync("Approve…");
        await ana.ClickAsync("Approve it");
        await ana.SeesAsync("What it did");
        await ana.SeesAsync("It is done on 2 hosts");
        await ana.PictureAsync("approval-done-light");

        var commands = await bench.Server.Operator.GetOkAsync($"/api/v1/hosts/{bench.Agents[6].Id}/commands");
        Assert.Equal("restart-agent", (string)commands["commands"]![0]!["kind"]!);
        ana.AssertNoFault();
        ben.AssertNoFault();
    }

    [Fact]
    public async Task ARequest_IsRefusedByAnother_AndWithdrawnByItsSender()
    {
        var (refused, withdrawn) = (await bench.AskForApprovalAsync(2, 3), await bench.AskForApprovalAsync(4, 5));
        await using var ana = await bench.OpenAsync($"#/access/approvals?id={refused}", user: "ana");
        await ana.ClickAsync("Refuse…");
        await ana.FillAsync("Why (for the audit)", "not before the holidays");
        await ana.ClickAsync("Refuse it");
        await StateAsync(ana, "refused");

        await using var ben = await bench.OpenAsync($"#/access/approvals?id={withdrawn}", user: "ben");
        await ben.ClickAsync("Withdraw…");
        await ben.ClickAsync("Withdraw it");
        await StateAsync(ben, "withdrawn");
    }

    [Fact]
    public async Task ARule_IsWrittenAndRemoved()
    {
        await using var console = await bench.OpenAsync("#/access/approvals", user: "ana");
        await console.ClickAsync("New rule…");
        await console.FillAsync("Name", "vast");
        await console.FillAsync("Hosts, from", "5000");
        await console.ClickAsync("Write the rule");
        await console.SeesAsync("vast");
        var rules = await bench.Server.Operator.GetOkAsync("/api/v1/approval-rules");
        Assert.Contains("vast", rules.Names("rules", "name"));

        await console.ClickAsync("Remove vast");
        await console.ClickAsync("Remove the rule");

        await console.SeesAsync("No change needs another person.");
        console.AssertNoFault();
    }

    private static Task StateAsync(ConsolePage console, string state) =>
        console.Page.Locator("dd .badge", new PageLocatorOptions { HasText = state }).WaitForAsync();

    private static async Task<string> KeyOfAsync(ConsolePage console) =>
        (await console.Page.GetByLabel("Key", new PageGetByLabelOptions { Exact = true }).TextContentAsync())!;
}
