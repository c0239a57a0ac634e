using System.Net;
using Aops.Console.Tests.Support;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>Users who come in by name and password, and stay by a cookie that no script reads.</summary>
[Collection(ConsoleTests.Name)]
public sealed class PasswordTests(ConsoleBench bench)
{
    [Fact]
    public async Task AWrongPassword_IsRefusedInWords_AndTheRightOneOpensWhatWasAskedFor()
    {
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~db*", isSignedIn: false);

        await console.SignInAsync("ana", "a wrong password");
        await console.SeesAsync("code: bad-credentials");
        await console.SignInAsync("ana", AccessClients.Password);

        await console.SeesAsync("db-01.example.com");
        Assert.Equal("hostname~db*", await console.Page.GetByLabel("Query of hosts").InputValueAsync());
        Assert.Equal("", await console.Page.EvaluateAsync<string>("() => document.cookie"));
        var cookie = Assert.Single(await console.Page.Context.CookiesAsync());
        Assert.True(cookie is { HttpOnly: true, Secure: true, SameSite: SameSiteAttribute.Strict });
        await console.Page.ReloadAsync();
        await console.SeesAsync("db-01.example.com");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AnIdentityProvider_IsOffered_AndLeadsBackToThePage()
    {
        await using var console = await bench.OpenAsync("#/hosts", isSignedIn: false);
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Link).CountAsync());
        // Of a server that has one; the way itself is tested with a real provider.
        await console.Page.RouteAsync("**/api/v1/sign-in", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "application/json",
            Body = """{"provider":"Example <b>login</b>","path":"/sign-in"}""",
        }));

        await console.Page.ReloadAsync();

        var link = console.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Sign in by Example <b>login</b>" });
        Assert.Equal("/sign-in?return=%2F%23%2Fhosts", await link.GetAttributeAsync("href"));
        await console.PictureAsync("sign-in-provider-light");
        Assert.Empty(await Axe.FindAsync(console.Page));
    }

    [Fact]
    public async Task SigningOut_EndsTheSessionAtTheServer()
    {
        await using var console = await bench.OpenAsync("#/hosts", user: "ana");
        await console.SeesAsync("web-00.example.com");
        var cookie = Assert.Single(await console.Page.Context.CookiesAsync());

        await console.SignOutAsync();

        using var client = bench.Server.CreateClient();
        var (status, _) = await client.SendAsync(
            HttpMethod.Get, "/api/v1/me", null, ("Cookie", $"{cookie.Name}={cookie.Value}"));
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        await console.Page.ReloadAsync();
        await console.Page.GetByLabel("Password").WaitForAsync();
    }

    [Fact]
    public async Task ASessionThatIsOver_IsBegunAgain_AndThePageIsAsItWasLeft()
    {
        await using var console = await bench.OpenAsync($"#/desired/host:{bench.Agents[7].Id}", user: "ana");
        await console.FillAsync("Document", """{"settings": {"heartbeatInterval": "25s"}}""");
        await EndSessionsAsync("ana");

        await console.ClickAsync("Preview");
        await console.SeesAsync("Sign in again");
        await console.PictureAsync("session-over-light");
        Assert.Empty(await Axe.FindAsync(console.Page));
        Assert.Equal("ana", await console.Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).InputValueAsync());
        await console.SignInAsync(null, AccessClients.Password);
        await console.UntilAsync("() => !document.querySelector('dialog')");

        var document = console.Page.GetByLabel("Document", new PageGetByLabelOptions { Exact = true });
        Assert.Contains("25s", await document.InputValueAsync(), StringComparison.Ordinal);
        Assert.EndsWith($"#/desired/host:{bench.Agents[7].Id}", console.Page.Url, StringComparison.Ordinal);
        await console.ClickAsync("Preview");
        await console.SeesAsync("would be something else");
        console.AssertNoFault();
    }

    [Fact]
    public async Task AnotherUserWhoSignsIn_FindsNothingOfTheOneBefore()
    {
        await using var console = await bench.OpenAsync($"#/desired/host:{bench.Agents[7].Id}", user: "ana");
        await console.FillAsync("Document", """{"settings": {"heartbeatInterval": "26s"}}""");
        await EndSessionsAsync("ana");
        await console.ClickAsync("Preview");
        await console.SeesAsync("Sign in again");

        await console.SignInAsync("ben", AccessClients.Password);
        await console.UntilAsync("() => !document.querySelector('dialog')");

        var document = console.Page.GetByLabel("Document", new PageGetByLabelOptions { Exact = true });
        Assert.DoesNotContain("26s", await document.InputValueAsync(), StringComparison.Ordinal);
        await console.Page.Locator(".side summary", new PageLocatorOptions { HasText = "ben" }).WaitForAsync();
    }

    [Fact]
    public async Task APassword_IsChangedByTheOneWhoHasIt_AndEndsTheSessions()
    {
        await bench.Server.AddUserAsync("dora", """[{"role":"viewer"}]""");
        await using var console = await bench.OpenAsync("#/me", user: "dora");
        await console.FillAsync("Password of now", "not the password");
        await console.FillAsync("New password, 12 characters at least", "another good password");
        await console.FillAsync("The new password again", "another good password");
        await console.ClickAsync("Change the password");
        await console.SeesAsync("code: bad-credentials");

        await console.FillAsync("Password of now", AccessClients.Password);
        await console.ClickAsync("Change the password");
        await console.SeesAsync("The password is changed");
        await console.SignInAsync("dora", "another good password");

        await console.SeesAsync("What you may do");
        console.AssertNoFault();
    }

    [Fact]
    public async Task ASessionElsewhere_IsSeenAndEnded()
    {
        await bench.Server.AddUserAsync("finn", """[{"role":"viewer"}]""");
        using var elsewhere = await bench.Server.OpenSessionAsync("finn");
        await using var console = await bench.OpenAsync("#/me", user: "finn");
        await console.SeesAsync("this one");
        Assert.Equal(HttpStatusCode.OK, await elsewhere.TryAsync());

        await console.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^End the session") }).ClickAsync();
        await console.ClickAsync("End 1 session");

        await console.UntilAsync("() => document.querySelectorAll('tbody tr').length === 1");
        Assert.Equal(HttpStatusCode.Unauthorized, await elsewhere.TryAsync());
        console.AssertNoFault();
    }

    private async Task EndSessionsAsync(string user)
    {
        var list = await bench.Server.Operator.GetOkAsync("/api/v1/sessions?limit=1000");
        foreach (var session in list["sessions"]!.AsArray().Where(session => (string)session!["user"]! == user))
        {
            await bench.Server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{session!["id"]}");
        }
    }
}
