using System.Net;
using Aops.Console.Tests.Support;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>Alerts: what fires comes first and says why; rules, silences, and who is told.</summary>
[Collection(ConsoleTests.Name)]
public sealed class AlertTests(ConsoleBench bench)
{
    // The server looks at nothing for 65 s after its start.
    private const float FirstLookMilliseconds = 100_000;

    [Fact]
    public async Task ARule_IsTriedAndWritten_Fires_AndIsSilenced()
    {
        await using var console = await bench.OpenAsync("#/alerts/rules?new=1", user: "ana");
        await console.FillAsync("Name", "web-there");
        await console.FillAsync("Hosts, as a query", "hostname~web*");
        await console.FillAsync("What it is for, and what to do", "call the one on duty");
        await console.ClickAsync("Try it");
        await console.Page.Locator(".verdict .badge").WaitForAsync();
        await console.PictureAsync("alert-rule-light");
        await console.ClickAsync("Write the rule");
        await console.SeesAsync("call the one on duty");

        await console.GoAsync("#/alerts");
        var row = console.Page.Locator("tr", new PageLocatorOptions { HasText = "web-there" });
        await row.Locator(".badge", new LocatorLocatorOptions { HasText = "firing" })
            .WaitForAsync(new LocatorWaitForOptions { Timeout = FirstLookMilliseconds });
        Assert.Contains("web-there", await console.Page.Locator("tbody tr").First.TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("hostname", await row.Locator("td.number a").GetAttributeAsync("href"), StringComparison.Ordinal);
        await console.PictureAsync("alerts-firing-light");

        await console.ClickAsync("Silence web-there");
        await console.FillAsync("Why", "known, INC-12");
        await console.ClickAsync("Silence it");
        await row.Locator(".badge", new LocatorLocatorOptions { HasText = "muted" })
            .WaitForAsync(new LocatorWaitForOptions { Timeout = FirstLookMilliseconds });
        await console.GoAsync("#/alerts/silences");
        await console.SeesAsync("known, INC-12");
        await console.PictureAsync("alert-silences-light");

        await console.GoAsync("#/alerts/rules");
        await console.ClickAsync("Remove web-there");
        await console.ClickAsync("Remove the rule");
        await console.UntilAsync("() => !document.body.textContent.includes('call the one on duty')");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AWebhook_ShowsItsSecretOnce_AndWhyAMessageWasNotTaken()
    {
        await using var console = await bench.OpenAsync("#/alerts/webhooks", user: "ana");
        await console.ClickAsync("New webhook…");
        await console.FillAsync("Name", "chat");
        // Nothing listens there.
        await console.FillAsync("Address", "http://127.0.0.1:9/hook?token=abc");
        await console.ClickAsync("Add the webhook");
        var secret = await console.Page.GetByLabel("Secret", new PageGetByLabelOptions { Exact = true }).TextContentAsync();
        Assert.False(string.IsNullOrEmpty(secret));
        await console.ClickAsync("I have it");
        await console.SeesAsync("http://127.0.0.1:9");
        Assert.DoesNotContain("token=abc", await console.Page.ContentAsync(), StringComparison.Ordinal);

        await console.ClickAsync("Test chat");
        await console.ClickAsync("Send the message");
        await console.SeesAsync("webhook.test");
        await console.PictureAsync("webhook-log-light");
        await console.Page.Locator(".dialog-foot").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Close" }).ClickAsync();

        await console.ClickAsync("Remove chat");
        await console.ClickAsync("Remove the webhook");
        await console.SeesAsync("No one is told.");
        console.AssertNoFault();
    }
}
