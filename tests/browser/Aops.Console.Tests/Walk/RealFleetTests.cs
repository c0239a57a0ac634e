using System.Diagnostics;
using Aops.Console.Tests.Support;
using Aops.Harness;
using Microsoft.Playwright;

namespace Aops.Console.Tests.Walk;

/// <summary>
/// The first hour of an operator at the console: from a server without hosts to real agents and simulated ones that are found,
/// labelled, changed, explained, taken back and restarted; nothing but what the pages offer.
/// </summary>
[CollectionDefinition(nameof(RealFleetTests), DisableParallelization = true)]
[Collection(nameof(RealFleetTests))]
public sealed class RealFleetTests(RealFleet fleet) : IClassFixture<RealFleet>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly List<string> _told = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FromNothing_ToAFleetThatIsChangedAndTakenBack()
    {
        await using var console = await fleet.OpenAsync();
        await StepAsync(console, "sign in", async () =>
        {
            await console.ClickAsync("With a token");
            await console.FillAsync("Operator token", (await File.ReadAllTextAsync(fleet.Fleet.Server.OperatorTokenFile, Stop)).Trim());
            await console.ClickAsync("Sign in");
        });
        await StepAsync(console, "order the release that is published", async () =>
        {
            await VisitAsync(console, "#/releases");
            await console.ClickAsync("Order aops-agent 1.0.0");
            await console.SelectAsync("For", "fleet");
            await console.ClickAsync("Order for 0 hosts");
            await console.SeesAsync("orders it for");
        });
        var agent = await StepAsync(console, "a token, and the first host by its line", async () =>
        {
            await VisitAsync(console, "#/hosts");
            await console.SeesAsync("No host has enrolled yet.");
            await FollowAsync(console, "Make an enrolment token");
            var host = await fleet.InstallAsync(await TokenAsync(console, "kind=real", "1", "Install line"), Stop);
            await VisitAsync(console, "#/hosts");
            await console.SeesAsync(Environment.MachineName);
            await console.Page.Locator("tbody", new PageLocatorOptions { HasText = "online" }).WaitForAsync();
            return host;
        });
        var id = await agent.IdAsync(Stop);
        await StepAsync(console, "500 hosts by one token", async () =>
        {
            await VisitAsync(console, "#/tokens?new=1");
            await fleet.AddSwarmAsync(await TokenAsync(console, "kind=sim", $"{RealFleet.Simulated}", "Token"), Stop);
        });
        await StepAsync(console, "find and label 500", async () =>
        {
            await VisitAsync(console, "#/hosts?q=label.kind%3Dsim");
            await console.ClickAsync("select all 500 of the query");
            await console.ClickAsync("Label…");
            await console.FillAsync("Labels", "tier=edge");
            await console.SeesAsync("It would change 500 hosts of 500");
            await console.ClickAsync("Label 500 hosts");
            await console.SeesAsync("It changes 500 hosts");
            await VisitAsync(console, "#/hosts?q=label.tier%3Dedge");
            await console.UntilAsync("() => document.querySelector('.head')?.textContent.includes('500 match')");
            await console.PictureAsync("walk-labelled-light");
        });
        await StepAsync(console, "a group, its desired state after a preview, explained at the host", async () =>
        {
            await VisitAsync(console, "#/groups?new=1&q=label.kind%3Dreal");
            await console.FillAsync("Name", "real");
            await console.SeesAsync("It would have");
            await console.ClickAsync("Make it");
            await WriteAsync(console, """{"subAgents": [{"name": "host-metrics", "version": "1.0.0"}]}""", "metrics");
            await agent.WaitForSubAgentAsync("host-metrics", Soon, Stop);
            await VisitAsync(console, $"#/hosts/{id}");
            await console.SeesAsync("in-step");
            await console.SeesAsync("host-metrics");
            await console.PictureAsync("walk-explained-light");
        });
        await StepAsync(console, "another state, compared and taken back", async () =>
        {
            await WriteAsync(console, """{"paused": true}""", "power work");
            await console.ClickAsync("Compare revision 2");
            await console.SeesAsync("paused");
            await console.ClickAsync("Go back to revision 1");
            await console.SeesAsync("would be something else");
            await console.ClickAsync("Go back, for 1 host");
            await console.SeesAsync("Revision 3 has the content of 1");
            await agent.WaitForSubAgentAsync("host-metrics", Soon, Stop);
        });
        await StepAsync(console, "a restart in a batch, with the result of each host", async () =>
        {
            await VisitAsync(console, "#/hosts?q=label.kind%3Dreal");
            await console.ClickAsync("select all 1 of the query");
            await console.ClickAsync("Restart…");
            await console.SeesAsync("It would be done on 1 host");
            await console.ClickAsync("Restart 1 host");
            await console.SeesAsync("It is done on 1 host");
            var done = await Harness.Eventually.GetAsync("the host has told of the restart", Soon, async token =>
                (await fleet.Fleet.Server.Api.ListCommandsAsync(id, token))
                    .FirstOrDefault(command => (string?)command!["state"] == "ended")?["result"], Stop);
            Assert.Equal("succeeded", (string?)done["outcome"]);
        });
        await StepAsync(console, "a key, rotated; and all of it in the audit", async () =>
        {
            await VisitAsync(console, "#/access/keys?new=1");
            await console.FillAsync("Name", "laptop");
            await console.ClickAsync("Make the key");
            await console.ClickAsync("I have it");
            await console.ClickAsync("Rotate laptop");
            await console.ClickAsync("Make the new key");
            await console.ClickAsync("Revoke the old key now");
            await console.SeesAsync("The old key is void.");
            await VisitAsync(console, "#/audit");
            foreach (var kind in new[] { "key.create", "key.revoke", "group.create", "labels.change", "layer.write", "layer.revert" })
                await console.UntilAsync($"() => document.querySelector('.audit tbody')?.textContent.includes('{kind}')");
            await console.PictureAsync("walk-audit-light");
        });

        console.AssertNoFault();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _told));
    }

    private static async Task<string> TokenAsync(ConsolePage console, string labels, string uses, string part)
    {
        await console.FillAsync("What for", labels);
        await console.FillAsync("Labels that hosts get", labels);
        await console.FillAsync("Hosts that may use it", uses);
        await console.ClickAsync("Make the token");
        var text = await console.Page.GetByLabel(part, new PageGetByLabelOptions { Exact = true }).TextContentAsync();
        await console.ClickAsync("I have it");
        return text!;
    }

    private static async Task WriteAsync(ConsolePage console, string document, string why)
    {
        await VisitAsync(console, "#/desired/group:real");
        await console.FillAsync("Document", document);
        await console.FillAsync("Why (for the history)", why);
        await console.ClickAsync("Preview");
        await console.SeesAsync("would be something else");
        await console.ClickAsync("Write for 1 host");
        await console.Page.Locator("td", new PageLocatorOptions { HasText = why }).First.WaitForAsync();
    }

    // A page by its address, as a bookmark or a link in a chat has it.
    private static async Task VisitAsync(ConsolePage console, string address)
    {
        console.Deeds++;
        await console.Page.EvaluateAsync("address => { location.hash = address; }", address);
        await console.Page.Locator("h1").First.WaitForAsync();
    }

    private static async Task FollowAsync(ConsolePage console, string link)
    {
        console.Deeds++;
        await console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = link }).First.ClickAsync();
    }

    private Task StepAsync(ConsolePage console, string what, Func<Task> act) => StepAsync(console, what, async () =>
    {
        await act();
        return true;
    });

    private async Task<T> StepAsync<T>(ConsolePage console, string what, Func<Task<T>> act)
    {
        var (begun, deeds) = (Stopwatch.StartNew(), console.Deeds);
        var result = await act();
        _told.Add($"{what}: {console.Deeds - deeds} clicks and fields, {begun.Elapsed.TotalSeconds:F1} s");
        return result;
    }
}
