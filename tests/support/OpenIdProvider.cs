using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Aops.TestSupport;

/// <summary>
/// A real OpenID Connect provider over TLS on the loopback: OpenIddict, which checks redirect, PKCE and code by itself. Its
/// people are signed in there already: a browser's cookie <see cref="Cookie"/> has the name of the one before it, and without it
/// that is the first one.
/// </summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    /// <summary>The cookie that names the person before the browser.</summary>
    public const string Cookie = "person";

    private readonly WebApplication _web;

    private OpenIdProvider(WebApplication web, X509Certificate2 certificate) => (_web, Certificate) = (web, certificate);

    /// <summary>Its certificate, which is its own authority.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>As its discovery document names it.</summary>
    public string Issuer => _web.Urls.First() + "/";

    /// <summary>Starts one, and waits until it answers.</summary>
    public static async Task<OpenIdProvider> StartAsync(OpenIdClient client, params OpenIdPerson[] people)
    {
        var certificate = LoopbackCertificate.Make();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddOpenIddict().AddServer(options => SetUp(options, client, people));
        var provider = new OpenIdProvider(builder.Build(), certificate);
        provider._web.UseAuthentication();
        await provider._web.StartAsync();
        // Its keys and its code are made for the first request, which takes its time on a machine with other work.
        using var http = provider.CreateClient();
        using var discovery = await http.GetAsync(".well-known/openid-configuration");
        discovery.EnsureSuccessStatusCode();
        return provider;
    }

    /// <summary>HTTP to it that trusts it alone, and follows no redirect.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => Certificate.Equals(shown);
        return new HttpClient(handler) { BaseAddress = new Uri(Issuer) };
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        Certificate.Dispose();
    }

    private static void SetUp(OpenIddictServerBuilder options, OpenIdClient client, OpenIdPerson[] people)
    {
        options.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
        options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        options.RegisterScopes(Scopes.Profile);
        options.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        options.EnableDegradedMode();
        options.UseAspNetCore();
        options.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(request =>
        {
            if (request.ClientId != client.Id || request.RedirectUri != client.Callback) request.Reject(Errors.InvalidClient);
            return default;
        }));
        options.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(request =>
        {
            if (request.ClientId != client.Id || request.ClientSecret != client.Secret) request.Reject(Errors.InvalidClient);
            return default;
        }));
        options.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(request =>
        {
            var shown = request.Transaction.GetHttpRequest()?.Cookies[Cookie];
            var who = shown is null ? people[0] : people.FirstOrDefault(person => person.Name == shown);
            if (who is null) request.Reject(Errors.AccessDenied);
            else request.Principal = Claim(who, request.Request.GetScopes());
            return default;
        }));
    }

    private static ClaimsPrincipal Claim(OpenIdPerson who, IEnumerable<string> scopes)
    {
        var person = new ClaimsIdentity("person");
        person.AddClaim(new Claim(Claims.Subject, who.Subject));
        person.AddClaim(Shown(Claims.PreferredUsername, who.Name));
        foreach (var group in who.Groups) person.AddClaim(Shown("groups", group));
        var principal = new ClaimsPrincipal(person);
        principal.SetScopes(scopes);
        return principal;
    }

    // A claim that the ID token has.
    private static Claim Shown(string name, string value)
    {
        var claim = new Claim(name, value);
        claim.SetDestinations(Destinations.IdentityToken);
        return claim;
    }
}
