using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

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
        using var certificate = TestProvider.MakeCertificate();
        await using var provider = await StartAsync(certificate);
        var folder = Directory.CreateTempSubdirectory("aops-openiddict-").FullName;
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await server.StartAgainAsync(TestServer.Options(server.Data) with
        {
            IdentityProvider = ProviderWorld.Settings(
                folder, provider.Urls.First() + "/", certificate, ClientId, Secret,
                ""","createUsers":true,"roles":[{"claim":"groups","value":"staff","role":"viewer"}]"""),
        });
        using var browser = new TestBrowser(server);
        using var begun = await browser.GetAsync("/sign-in?return=/%23/hosts");
        Assert.True(begun.StatusCode == HttpStatusCode.Found, await begun.Content.ReadAsStringAsync());

        var back = await AtProviderAsync(begun.Headers.Location!, certificate);

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
        using var certificate = TestProvider.MakeCertificate();
        await using var provider = await StartAsync(certificate);
        var folder = Directory.CreateTempSubdirectory("aops-openiddict-").FullName;
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await server.StartAgainAsync(TestServer.Options(server.Data) with
        {
            IdentityProvider = ProviderWorld.Settings(folder, provider.Urls.First() + "/", certificate, ClientId, "wrong", ""),
        });
        using var browser = new TestBrowser(server);
        using var begun = await browser.GetAsync("/sign-in");
        Assert.True(begun.StatusCode == HttpStatusCode.Found, await begun.Content.ReadAsStringAsync());
        var back = await AtProviderAsync(begun.Headers.Location!, certificate);

        (await browser.ReturnAsync(back.PathAndQuery)).AssertProblem(503, "identity-provider", "invalid_client", "Try again");
        Directory.Delete(folder, recursive: true);
    }

    // A browser at the provider, where the person is signed in already.
    private static async Task<Uri> AtProviderAsync(Uri address, X509Certificate2 certificate)
    {
        using var handler = Trusting(certificate);
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(address);
        Assert.True(answer.StatusCode == HttpStatusCode.Found, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    private static SocketsHttpHandler Trusting(X509Certificate2 certificate)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown);
        return handler;
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
            options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            options.RegisterScopes(Scopes.Profile);
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
            options.EnableDegradedMode();
            options.UseAspNetCore();
            options.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(request =>
            {
                if (request.ClientId != ClientId || request.RedirectUri != Callback) request.Reject(Errors.InvalidClient);
                return default;
            }));
            options.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(request =>
            {
                if (request.ClientId != ClientId || request.ClientSecret != Secret) request.Reject(Errors.InvalidClient);
                return default;
            }));
            options.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(request =>
            {
                var person = new ClaimsIdentity("person");
                person.AddClaim(new Claim(Claims.Subject, "0001"));
                person.AddClaim(Shown(Claims.PreferredUsername, "ana"));
                person.AddClaim(Shown("groups", "staff"));
                request.Principal = new ClaimsPrincipal(person);
                request.Principal.SetScopes(request.Request.GetScopes());
                return default;
            }));
        });
        var web = builder.Build();
        web.UseAuthentication();
        await web.StartAsync();
        // Its keys and its code are made for the first request, which takes its time on a machine with other work.
        using var handler = Trusting(certificate);
        using var http = new HttpClient(handler);
        using var discovery = await http.GetAsync($"{web.Urls.First()}/.well-known/openid-configuration");
        Assert.True(discovery.IsSuccessStatusCode, await discovery.Content.ReadAsStringAsync());
        return web;
    }

    // A claim that the ID token has.
    private static Claim Shown(string name, string value)
    {
        var claim = new Claim(name, value);
        claim.SetDestinations(Destinations.IdentityToken);
        return claim;
    }
}
