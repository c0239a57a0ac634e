using Aops.Console.Tests.Support;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>What one may not do is not offered, and it is said why.</summary>
[Collection(ConsoleTests.Name)]
public sealed class RightsTests(ConsoleBench bench)
{
    [Theory]
    [InlineData("eve")]
    [InlineData("ben")]
    public async Task EveryPageOfTheMenu_IsShownWithoutARefusal(string user)
    {
        await using var console = await bench.OpenAsync("#/", user: user);
        await console.SeesAsync("What needs you");
        var refused = new List<string>();
        console.Page.Response += (_, answer) =>
        {
            if (answer.Status >= 400) refused.Add($"{answer.Status} {answer.Url}");
        };
        var addresses = await console.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('header nav a')].map(link => link.getAttribute('href'))");

        foreach (var address in addresses.Append($"#/hosts/{bench.Agents[0].Id}"))
        {
            await console.Page.EvaluateAsync("address => { location.hash = address; }", address);
            await console.UntilAsync("() => document.querySelector('h1') && !document.querySelector('[aria-busy=true]')");
            Assert.Equal(0, await console.Page.Locator(".fault").CountAsync());
        }

        Assert.DoesNotContain("#/audit", addresses);
        Assert.Empty(refused);
        console.AssertNoFault();
    }

    [Fact]
    public async Task WhoOnlyReads_IsOfferedNoChange_AndIsToldWhy()
    {
        await using var console = await bench.OpenAsync($"#/hosts/{bench.Agents[0].Id}", user: "eve");
        await console.SeesAsync("A change needs the role operator; eve has viewer on label.env=prod.");
        await console.PictureAsync("host-read-only-light");
        foreach (var name in new[] { "Restart…", "Update…", "Remove…" })
            Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name }).CountAsync());

        await console.GoAsync("#/hosts");
        await console.SeesAsync("A change needs the role operator");
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Label…" }).CountAsync());
        await console.GoAsync("#/groups");
        await console.SeesAsync("A change needs the role operator");
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "New group…" }).CountAsync());
    }

    [Fact]
    public async Task APageThatIsNotForOne_SaysWhatItNeeds()
    {
        await using var console = await bench.OpenAsync("#/audit", user: "ben");

        await console.SeesAsync("Reading needs the role viewer on the whole fleet; ben has operator on label.env=prod.");
    }

    [Fact]
    public async Task ARoleThatAnAdminTakesAway_IsOfferedNoMoreAfterTheFirstRefusal()
    {
        await bench.Server.AddUserAsync("hal", """[{"role":"admin"}]""");
        await using var console = await bench.OpenAsync("#/access/users", user: "hal");
        await console.SeesAsync("New user…");
        await bench.Server.Operator.PutOkAsync("/api/v1/users/hal", """{"grants":[{"role":"viewer"}]}""");

        await console.ClickAsync("New user…");
        await console.FillAsync("Name", "ivy");
        await console.ClickAsync("Add the user");

        await console.UntilAsync("() => ![...document.querySelectorAll('nav.tabs a')].some(tab => tab.textContent === 'Users')");
        console.AssertNoFault();
    }
}
