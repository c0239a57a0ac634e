using Aops.Console.Tests.Support;

namespace Aops.Console.Tests;

/// <summary>Every page: in both themes without a serious finding, on a desk and on a telephone without an edge.</summary>
[Collection(ConsoleTests.Name)]
public sealed class PageTests(ConsoleBench bench)
{
    // RUN stands for the id of a run that has ended, GONE for that of its host that failed.
    // HOST stands for the id of the first host, WAITING for that of a request that waits for another person.
    public static TheoryData<string, string> Pages { get; } = new()
    {
        { "overview", "#/" }, { "hosts", "#/hosts" }, { "hosts-of-query", "#/hosts?q=env%3Dprod+and+online&cols=hostname,host.os,labels" },
        { "host", "#/hosts/HOST" }, { "host-timeline", "#/hosts/HOST?tab=timeline" }, { "host-config", "#/hosts/HOST?tab=config" },
        { "host-inventory", "#/hosts/HOST?tab=inventory" }, { "host-commands", "#/hosts/HOST?tab=commands" },
        { "host-identity", "#/hosts/HOST?tab=identity" }, { "host-json", "#/hosts/HOST?tab=json" },
        { "desired", "#/desired/fleet" }, { "groups", "#/groups" }, { "group-new", "#/groups?new=1&q=env%3Dprod" },
        { "tokens", "#/tokens" }, { "token-new", "#/tokens?new=1" }, { "releases", "#/releases" },
        { "runs", "#/runs" }, { "runs-none", "#/runs?state=halted" }, { "runbooks", "#/runs/runbooks" },
        { "drift-none", "#/runs/drift" }, { "run-new", "#/runs?new=1&q=env%3Dprod&runbook=rotate-logs%403.1" }, { "run", "#/runs/RUN" },
        { "run-log", "#/runs/RUN?tab=log" }, { "run-log-of-one", "#/runs/RUN?tab=log&host=GONE" },
        { "run-outputs", "#/runs/RUN?tab=outputs" }, { "host-runs", "#/hosts/HOST?tab=runs" },
        { "deployments", "#/deployments" }, { "deployments-of-none", "#/deployments?kind=none" },
        { "deployment", "#/deployments/portal" }, { "deployment-runs", "#/deployments/portal?tab=runs" },
        { "deployment-edit", "#/deployments/portal?edit=1" }, { "deployment-do", "#/deployments/portal?do=deploy" },
        { "deployment-empty-log", "#/deployments/portal?tab=log" },
        { "rollouts", "#/rollouts" }, { "operations", "#/operations" }, { "events", "#/events" }, { "server", "#/server" },
        { "users", "#/access/users" }, { "user-new", "#/access/users?new=1" }, { "keys", "#/access/keys" },
        { "key-new", "#/access/keys?new=1" }, { "approvals", "#/access/approvals?id=WAITING" },
        { "alerts", "#/alerts" }, { "alert-rules", "#/alerts/rules" }, { "alert-silences", "#/alerts/silences" },
        { "webhooks", "#/alerts/webhooks" },
        { "audit", "#/audit" }, { "audit-row", "#/audit?row=3" }, { "account", "#/me" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_IsAccessibleInBothThemes(string name, string address)
    {
        foreach (var isDark in new[] { false, true })
        {
            await using var console = await bench.OpenAsync(bench.AddressOf(address), isDark: isDark);
            await console.PictureAsync($"{name}-{(isDark ? "dark" : "light")}");

            var findings = await Axe.FindAsync(console.Page);

            Assert.True(findings.Count == 0, $"{name}, {(isDark ? "dark" : "light")}: {string.Join('\n', findings)}");
            Assert.Empty(await PageChecks.FindBareAgesAsync(console.Page));
            Assert.Null(await PageChecks.FindJumpAsync(console.Page));
            console.AssertNoFault();
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_FitsATelephone(string name, string address)
    {
        await using var console = await bench.OpenAsync(bench.AddressOf(address), width: 390, height: 844);
        await console.PictureAsync($"{name}-narrow");

        var beyond = await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");

        Assert.InRange(beyond, int.MinValue, 0);
        // Nothing of a table is beside it, where it is not looked for.
        Assert.Empty(await console.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.ariaLabel)"));
        console.AssertNoFault();
    }

    [Fact]
    public async Task TheMenu_FitsADesk_WhicheverPageIsShown()
    {
        await using var console = await bench.OpenAsync("#/deployments");

        var beyond = await console.Page.EvaluateAsync<int>(
            "() => { const menu = document.querySelector('header nav'); return menu.scrollWidth - menu.clientWidth; }");

        Assert.Equal(0, beyond);
    }

    [Fact]
    public async Task Keys_LeadToARowAndIntoIt()
    {
        await using var console = await bench.OpenAsync("#/");
        await console.Page.Keyboard.PressAsync("g");
        await console.Page.Keyboard.PressAsync("y");
        // The page before has rows, too.
        await console.Page.Locator("main tbody a[href^='#/deployments/']").First.WaitForAsync();
        await console.Page.Keyboard.PressAsync("ArrowDown");
        await console.Page.Keyboard.PressAsync("ArrowDown");
        await console.Page.Keyboard.PressAsync("ArrowUp");
        await console.Page.Keyboard.PressAsync("Enter");

        await console.UntilAsync("() => location.hash.startsWith('#/deployments/')");
        await console.Page.Keyboard.PressAsync("/");

        await console.UntilAsync("() => document.activeElement.matches('[data-query]')");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AnUnknownPage_SaysSo()
    {
        await using var console = await bench.OpenAsync("#/");

        await console.Page.EvaluateAsync("() => { location.hash = '#/nowhere'; }");

        await console.SeesAsync("There is no such page.");
    }

    [Fact]
    public async Task ThePageOfSignIn_IsAccessible()
    {
        foreach (var isDark in new[] { false, true })
        {
            await using var console = await bench.OpenAsync("#/hosts", isDark: isDark, isSignedIn: false);
            await console.PictureAsync($"sign-in-{(isDark ? "dark" : "light")}");

            Assert.Empty(await Axe.FindAsync(console.Page));
        }
        await using var narrow = await bench.OpenAsync("#/hosts", width: 390, height: 844, isSignedIn: false);
        await narrow.PictureAsync("sign-in-narrow");
    }
}
