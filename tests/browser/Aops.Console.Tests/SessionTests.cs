using Aops.Console.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

[Collection(ConsoleTests.Name)]
public sealed class SessionTests(ConsoleBench bench)
{
    [Fact]
    public async Task AWrongToken_IsRefusedInWords_AndTheRightOneOpens()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=env%3Dprod", isSignedIn: false);
        await console.ClickAsync("With a token");
        await console.FillAsync("Operator token", "wrong");
        await console.ClickAsync("Sign in");
        await console.SeesAsync("The server does not know this token");
        await console.FillAsync("Operator token", bench.Server.Application.Folder.OpenOperatorToken());
        await console.ClickAsync("Sign in");

        await console.SeesAsync("web-00.example.com");
        Assert.Equal("env=prod", await console.Page.GetByLabel("Query of hosts").InputValueAsync());
    }

    [Fact]
    public async Task SigningOut_ForgetsTheToken()
    {
        await using var console = await bench.OpenAsync("#/hosts");
        await console.SeesAsync("web-00.example.com");

        await console.Page.EvaluateAsync("() => sessionStorage.setItem('left', '1')");
        await console.SignOutAsync();
        await console.Page.ReloadAsync();

        await console.Page.GetByLabel("Password").WaitForAsync();
        Assert.Null(await console.Page.EvaluateAsync<string?>("() => sessionStorage.getItem('aops-operator-token')"));
    }

    [Fact]
    public async Task Keys_LeadThroughTheConsole()
    {
        await using var console = await bench.OpenAsync("#/");
        var keys = console.Page.Keyboard;
        await keys.PressAsync("g");
        await keys.PressAsync("h");
        await console.SeesAsync("web-00.example.com");

        await keys.PressAsync("/");
        Assert.Equal("Query of hosts", await console.Page.EvaluateAsync<string>("() => document.activeElement.ariaLabel"));
        await keys.TypeAsync("hostname~web*");
        await keys.PressAsync("Enter");
        await console.UntilAsync("() => document.querySelector('.head').textContent.includes('6 match')");
        await console.Page.Locator(".window").FocusAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Space");
        await console.SeesAsync("1 host selected");
        await keys.PressAsync("Enter");
        await console.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { NameRegex = new("^web-") }).WaitForAsync();

        await keys.PressAsync("?");
        await console.SeesAsync("to the query of hosts");
        await keys.PressAsync("Escape");
        await console.UntilAsync("() => !document.querySelector('dialog')");
        console.AssertNoFault();
    }
}
