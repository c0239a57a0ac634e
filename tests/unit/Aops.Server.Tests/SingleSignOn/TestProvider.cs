using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Aops.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>
/// An OpenID Connect provider whose answers a test decides, wrong ones as well; a right one is OpenIddict, in
/// <see cref="OpenIddictTests"/>.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentDictionary<string, string> _tokens = new();

    private TestProvider(WebApplication web, X509Certificate2 certificate) => (_web, Certificate) = (web, certificate);

    /// <summary>Its certificate, which is its own authority.</summary>
    public X509Certificate2 Certificate { get; }

    public string Issuer => _web.Urls.First();

    public RSA Rsa { get; private set; } = RSA.Create(2048);

    public string RsaId { get; private set; } = "rsa-1";

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The issuer that its discovery document names, where that is another.</summary>
    public string? NamedIssuer { get; set; }

    /// <summary>Whether it says that its answers name it.</summary>
    public bool SendsIssuer { get; set; }

    /// <summary>How often its keys were read.</summary>
    public int KeyReads { get; private set; }

    /// <summary>The last request for a token.</summary>
    public IReadOnlyDictionary<string, string> Form { get; private set; } = new Dictionary<string, string>();

    /// <summary>Its header Authorization.</summary>
    public string? Authorization { get; private set; }

    public static async Task<TestProvider> StartAsync()
    {
        var certificate = LoopbackCertificate.Make();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var provider = new TestProvider(builder.Build(), certificate);
        provider._web.UseRouting();
        provider._web.MapGet("/.well-known/openid-configuration", context => context.Response.WriteAsync(provider.Discovery()));
        provider._web.MapGet("/keys", context => context.Response.WriteAsync(provider.Keys()));
        provider._web.MapPost("/token", provider.TradeAsync);
        await provider._web.StartAsync();
        return provider;
    }

    /// <summary>A code for a token.</summary>
    public string Code(string token)
    {
        var code = Guid.NewGuid().ToString("N");
        _tokens[code] = token;
        return code;
    }

    /// <summary>Signs by another key from now on, and publishes that alone.</summary>
    public void Rotate()
    {
        Rsa.Dispose();
        (Rsa, RsaId) = (RSA.Create(2048), "rsa-2");
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        Certificate.Dispose();
        Rsa.Dispose();
        Ec.Dispose();
    }

    private string Discovery() => new JsonObject
    {
        ["issuer"] = NamedIssuer ?? Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize?tenant=a",
        ["token_endpoint"] = $"{Issuer}/token",
        ["jwks_uri"] = $"{Issuer}/keys",
        ["authorization_response_iss_parameter_supported"] = SendsIssuer,
    }.ToJsonString();

    private string Keys()
    {
        KeyReads++;
        var (rsa, ec) = (Rsa.ExportParameters(false), Ec.ExportParameters(false));
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "RSA", ["use"] = "sig", ["kid"] = RsaId,
                    ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent),
                },
                new JsonObject
                {
                    ["kty"] = "EC", ["kid"] = "ec-1", ["crv"] = "P-256",
                    ["x"] = Base64Url.EncodeToString(ec.Q.X), ["y"] = Base64Url.EncodeToString(ec.Q.Y),
                },
                // Nothing that a client should sign by, and a provider may publish.
                new JsonObject { ["kty"] = "oct", ["kid"] = "oct-1", ["k"] = Base64Url.EncodeToString(new byte[32]) },
                new JsonObject
                {
                    ["kty"] = "RSA", ["use"] = "enc", ["kid"] = "enc-1",
                    ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent),
                }),
        }.ToJsonString();
    }

    private async Task TradeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Form = form.ToDictionary(field => field.Key, field => (string)field.Value!);
        Authorization = context.Request.Headers.Authorization;
        var isKnown = _tokens.TryRemove(form["code"]!, out var token);
        context.Response.StatusCode = isKnown ? 200 : 400;
        var answer = isKnown
            ? new JsonObject { ["token_type"] = "Bearer", ["access_token"] = "opaque", ["id_token"] = token }
            : new JsonObject { ["error"] = "invalid_grant" };
        await context.Response.WriteAsync(answer.ToJsonString());
    }
}
