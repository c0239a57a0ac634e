using System.Net;
using Aops.Server.Tests.Support;
using Aops.TestSupport;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>The sign-in by a real provider: OpenIddict, which checks client, redirect, PKCE and code by itself.</summary>
public sealed class OpenIddictTests
{
    private const string ClientId = "aops";
    private const string Secret = "a secret of the client";
    private const string Callback = "https://aops.example/sign-in/callback";

    [Fact]
    public async Task Person_SignsIn()
    {
        await using var provider = await StartAsync();
        var folder = Directory.CreateTempSubdirectory("aops-openiddict-").FullName;
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await server.StartAgainAsync(TestServer.Options(server.Data) with
        {
            IdentityProvider = ProviderWorld.Settings(
                folder, provider.Issuer, provider.Certificate, ClientId, Secret,
                ""","createUsers":true,"roles":[{"claim":"groups","value":"staff","role":"viewer"}]"""),
        });
        using var browser = new TestBrowser(server);
        using var begun = await browser.GetAsync("/sign-in?return=/%23/hosts");
        Assert.True(begun.StatusCode == HttpStatusCode.Found, await begun.Content.ReadAsStringAsync());

        var back = await AtProviderAsync(begun.Headers.Location!, provider);

        Assert.StartsWith($"{Callback}?", back.AbsoluteUri, StringComparison.Ordinal);
        var answer = await browser.ReturnAsync(back.PathAndQuery);
        Assert.True(answer.Status == HttpStatusCode.Found, answer.Body?.ToJsonString());
        var me = await browser.MeAsync();
        Assert.Equal(("ana", """[{"role":"viewer","scope":""}]"""), ((string?)me!["name"], me["grants"]!.ToJsonString()));
        (await browser.ReturnAsync(back.PathAndQuery)).AssertProblem(HttpStatusCode.BadRequest, "sign-in-over");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Provider_RefusesAnotherClient_AndThePersonIsTold()
    {
        await using var provider = await StartAsync();
        var folder = Directory.CreateTempSubdirectory("aops-openiddict-").FullName;
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await server.StartAgainAsync(TestServer.Options(server.Data) with
        {
            IdentityProvider = ProviderWorld.Settings(folder, provider.Issuer, provider.Certificate, ClientId, "wrong", ""),
        });
        using var browser = new TestBrowser(server);
        using var begun = await browser.GetAsync("/sign-in");
        Assert.True(begun.StatusCode == HttpStatusCode.Found, await begun.Content.ReadAsStringAsync());
        var back = await AtProviderAsync(begun.Headers.Location!, provider);

        (await browser.ReturnAsync(back.PathAndQuery)).AssertProblem(503, "identity-provider", "invalid_client", "Try again");
        Directory.Delete(folder, recursive: true);
    }

    // A browser at the provider, where the person is signed in already.
    private static async Task<Uri> AtProviderAsync(Uri address, OpenIdProvider provider)
    {
        using var http = provider.CreateClient();
        using var answer = await http.GetAsync(address);
        Assert.True(answer.StatusCode == HttpStatusCode.Found, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    private static Task<OpenIdProvider> StartAsync() => OpenIdProvider.StartAsync(
        new OpenIdClient(ClientId, Secret, Callback), new OpenIdPerson("0001", "ana", "staff"));
}
