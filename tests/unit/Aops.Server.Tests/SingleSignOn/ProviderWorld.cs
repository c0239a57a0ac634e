using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Aops.Server.SingleSignOn;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>A server with an identity provider, and browsers that go between both.</summary>
internal sealed class ProviderWorld : IAsyncDisposable
{
    public const string ClientId = "aops of tests";
    private const string Secret = "secret: of a+client";

    private readonly string _folder = Directory.CreateTempSubdirectory("aops-provider-").FullName;
    private ProviderWorld(TestServer server, TestProvider provider, ManualClock clock) =>
        (Server, Provider, Clock) = (server, provider, clock);

    public TestServer Server { get; }

    public TestProvider Provider { get; }

    public ManualClock Clock { get; }

    /// <summary>Starts both.</summary>
    /// <param name="more">Further members of the settings, as JSON.</param>
    public static async Task<ProviderWorld> StartAsync(string more = "")
    {
        var clock = new ManualClock();
        var world = new ProviderWorld(await TestServer.StartAsync(clock), await TestProvider.StartAsync(), clock);
        await world.Server.StopAsync();
        await world.Server.StartAgainAsync(TestServer.Options(world.Server.Data) with
        {
            IdentityProvider = Settings(world._folder, world.Provider.Issuer, world.Provider.Certificate, ClientId, Secret, more),
        });
        return world;
    }

    /// <summary>Reads settings from a file, as the server does.</summary>
    public static ProviderOptions Settings(
        string folder, string issuer, X509Certificate2 certificate, string clientId, string secret, string more)
    {
        var (authority, secretFile) = (Path.Combine(folder, "authority.pem"), Path.Combine(folder, "secret"));
        File.WriteAllText(authority, certificate.ExportCertificatePem());
        File.WriteAllText(secretFile, secret + "\n");
        File.SetUnixFileMode(secretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var file = Path.Combine(folder, "provider.json");
        File.WriteAllText(file, $$"""
            {
              "issuer": "{{issuer}}", "clientId": "{{clientId}}", "consoleUrl": "https://aops.example",
              "clientSecretFile": "{{secretFile}}", "authorityFile": "{{authority}}", "name": "Example ID"{{more}}
            }
            """);
        return ProviderSettingsFile.Read(file);
    }

    /// <summary>Begins a sign-in.</summary>
    public async Task<TestBrowser> BeginAsync(string path = "/sign-in")
    {
        var browser = new TestBrowser(Server);
        using var answer = await browser.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.Found, await answer.Content.ReadAsStringAsync());
        browser.Sent = answer.Headers.Location!;
        return browser;
    }

    /// <summary>What a browser brings back with a token that is right, but for what is done to its claims.</summary>
    public string Answer(TestBrowser browser, Action<JsonObject>? change = null, string name = "ana")
    {
        var claims = TestTokens.Claims(Provider, browser.Asked("nonce"), Clock.GetUtcNow(), name);
        change?.Invoke(claims);
        return AnswerWith(browser, TestTokens.Sign(Provider, claims));
    }

    /// <summary>What a browser brings back with a code for a token.</summary>
    public string AnswerWith(TestBrowser browser, string token) => QueryHelpers.AddQueryString(
        "/sign-in/callback", new Dictionary<string, string?> { ["state"] = browser.Asked("state"), ["code"] = Provider.Code(token) });

    /// <summary>Signs in as a whole.</summary>
    /// <returns>The answer to the browser that comes back.</returns>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SignInAsync(Action<JsonObject>? change = null, string name = "ana")
    {
        using var browser = await BeginAsync();
        return await browser.ReturnAsync(Answer(browser, change, name));
    }

    /// <summary>Adds a user who signs in by the provider.</summary>
    public async Task AddAsync(string name, string grants = """[{"role":"viewer"}]""", string more = "")
    {
        var (status, body) = await Server.Operator.SendAsync(HttpMethod.Post, "/api/v1/users",
            $$"""{"name":"{{name}}","grants":{{grants}},"provider":true{{more}}}""");
        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
