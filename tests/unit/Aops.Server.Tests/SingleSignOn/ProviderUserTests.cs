using System.Net;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>Which user a person of the provider is, and with what rights.</summary>
public sealed class ProviderUserTests
{
    private const string Roles =
        """
        ,"roles":[
          {"claim":"groups","value":"admins","role":"admin"},
          {"claim":"groups","value":"web","role":"operator","scope":"label.team=web"},
          {"claim":"realm.roles","value":"reader","role":"viewer"}]
        """;

    [Fact]
    public async Task UnknownPerson_IsRefused_WhateverTheProviderSays()
    {
        await using var world = await ProviderWorld.StartAsync(Roles);
        (await world.SignInAsync(claims => claims["groups"] = "admins"))
            .AssertProblem(403, "unknown-user", "no such user", "aops user create");
        Assert.Equal(HttpStatusCode.NotFound, (await world.Server.Operator.SendAsync(HttpMethod.Get, "/api/v1/users/ana")).Status);
    }

    [Fact]
    public async Task Person_BecomesAUser_WithTheRolesOfTheClaims_AtEachSignIn()
    {
        await using var world = await ProviderWorld.StartAsync($",\"createUsers\":true{Roles}");
        (await world.SignInAsync()).AssertProblem(403, "no-role", "gives no role", "");

        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync(claims => claims["groups"] = new System.Text.Json.Nodes.JsonArray("web", "x"))).Status);
        var user = await world.Server.Operator.GetOkAsync("/api/v1/users/ana");
        Assert.Equal("""[{"role":"operator","scope":"label.team=web"}]""", user["grants"]!.ToJsonString());
        Assert.Equal(("ana of the provider", $"{world.Provider.Issuer} subject-of-ana", true, false),
            ((string?)user["fullName"], (string?)user["identity"], (bool)user["provider"]!, (bool)user["hasPassword"]!));
        var audit = await world.Server.Operator.GetOkAsync("/api/v1/audit?kind=user.create");
        Assert.Contains("\"actor\":\"identity-provider\"", audit.ToJsonString(), StringComparison.Ordinal);

        await world.SignInAsync(claims =>
        {
            claims["groups"] = "admins";
            claims["realm"] = new System.Text.Json.Nodes.JsonObject { ["roles"] = new System.Text.Json.Nodes.JsonArray("reader") };
        });
        Assert.Equal("""[{"role":"admin","scope":""},{"role":"viewer","scope":""}]""",
            (await world.Server.Operator.GetOkAsync("/api/v1/users/ana"))["grants"]!.ToJsonString());

        // Who has lost the groups is refused, and has no rights left, by keys either.
        (await world.SignInAsync()).AssertProblem(403, "no-role", "gives no role", "");
        Assert.Equal("[]", (await world.Server.Operator.GetOkAsync("/api/v1/users/ana"))["grants"]!.ToJsonString());
    }

    [Fact]
    public async Task DisabledUser_IsRefused()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana", more: ",\"disabled\":true");
        (await world.SignInAsync()).AssertProblem(403, "user-disabled", "disabled", "--enable");
    }

    [Fact]
    public async Task NameOfAUserWithAPassword_OrOfAKey_GivesNothing()
    {
        await using var world = await ProviderWorld.StartAsync($",\"createUsers\":true{Roles}");
        await world.Server.AddUserAsync("ana", """[{"role":"admin"}]""");
        using var key = await world.Server.AddKeyAsync("ci", """[{"role":"viewer"}]""");
        foreach (var name in new[] { "ana", "ci" })
        {
            (await world.SignInAsync(claims => claims["groups"] = "web", name))
                .AssertProblem(403, "name-taken-here", name, "--sign-in provider");
        }
    }

    [Fact]
    public async Task User_BelongsToOnePerson_AndNotToAName()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync()).Status);

        (await world.SignInAsync(claims => claims["sub"] = "another person of that name"))
            .AssertProblem(403, "another-identity", "another person", "--sign-in");
        // The same person by another name is the same user.
        using var browser = await world.BeginAsync();
        await browser.ReturnAsync(world.Answer(browser, claims => claims["preferred_username"] = "ana.married"));
        Assert.Equal("ana", (string?)(await browser.MeAsync())!["name"]);

        await world.Server.Operator.PutOkAsync("/api/v1/users/ana", """{"grants":[{"role":"viewer"}]}""");
        Assert.Null(await browser.MeAsync());
        await world.Server.Operator.PutOkAsync("/api/v1/users/ana", """{"grants":[{"role":"viewer"}],"provider":true}""");
        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync(claims => claims["sub"] = "the new person")).Status);
    }

    [Fact]
    public async Task UserOfTheProvider_HasNoPassword()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.Server.AddUserAsync("ana", """[{"role":"viewer"}]""");
        await world.Server.Operator.AssertRefusedAsync("PUT", "/api/v1/users/ana",
            $$"""{"grants":[],"provider":true,"password":"{{AccessClients.Password}}"}""", 422, "invalid", "password", "");
        await world.Server.Operator.PutOkAsync("/api/v1/users/ana", """{"grants":[{"role":"viewer"}],"provider":true}""");

        using var byPassword = await world.Server.SignInAsync("ana", AccessClients.Password);

        Assert.Equal(HttpStatusCode.Unauthorized, byPassword.StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync()).Status);
    }

    [Fact]
    public async Task SuffixOfTheProvider_IsNoPartOfTheName()
    {
        await using var world = await ProviderWorld.StartAsync(",\"nameClaim\":\"email\",\"nameSuffix\":\"@example.com\"");
        await world.AddAsync("ana");
        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync(claims => claims["email"] = "ana@example.com")).Status);
        (await world.SignInAsync(claims => claims["email"] = "ana@evil.example"))
            .AssertProblem(503, "identity-provider", "gives no name of a user", "");
    }
}
