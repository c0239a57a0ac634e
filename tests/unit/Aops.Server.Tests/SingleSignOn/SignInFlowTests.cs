using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.SingleSignOn;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>The way of a browser to the provider and back, and those who stand beside it.</summary>
public sealed class SignInFlowTests
{
    [Fact]
    public async Task SignIn_GoesByCodePkceStateAndNonce_AndGivesASession()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        using var browser = await world.BeginAsync("/sign-in?return=/%23/hosts");
        Assert.StartsWith($"{world.Provider.Issuer}/authorize?tenant=a&", browser.Sent.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(
            ("code", ProviderWorld.ClientId, "https://aops.example/sign-in/callback", "openid profile", "S256"),
            (browser.Asked("response_type"), browser.Asked("client_id"), browser.Asked("redirect_uri"), browser.Asked("scope"),
                browser.Asked("code_challenge_method")));
        Assert.Equal(4, new HashSet<string>
            { browser.Asked("state"), browser.Asked("nonce"), browser.Asked("code_challenge"), browser.Cookies["__Host-aops-sign-in"] }.Count);

        var (status, _) = await browser.ReturnAsync(world.Answer(browser));

        Assert.Equal(HttpStatusCode.Found, status);
        Assert.Equal(new Uri(world.Server.Application.Url, "/#/hosts"), browser.Sent);
        Assert.Equal(["__Host-aops-session"], browser.Cookies.Keys);
        Assert.Equal(("user", "ana"), ((string?)(await browser.MeAsync())!["kind"], (string?)(await browser.MeAsync())!["name"]));
        Assert.Equal(("authorization_code", "https://aops.example/sign-in/callback"),
            (world.Provider.Form["grant_type"], world.Provider.Form["redirect_uri"]));
        var challenge = Loopback.ChallengeOf(world.Provider.Form["code_verifier"]);
        // The secret goes as credentials, encoded as in a form first, and never in the form beside them.
        Assert.Equal("Basic " + Convert.ToBase64String("aops+of+tests:secret%3A+of+a%2Bclient"u8), world.Provider.Authorization);
        Assert.False(world.Provider.Form.ContainsKey("client_secret"));
        Assert.Equal(43, challenge.Length);
    }

    [Fact]
    public async Task Answer_IsTakenOnce()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        using var browser = await world.BeginAsync();
        var cookies = browser.Cookies.ToDictionary();
        var path = world.Answer(browser);
        Assert.Equal(HttpStatusCode.Found, (await browser.ReturnAsync(path)).Status);
        Assert.DoesNotContain("__Host-aops-sign-in", browser.Cookies.Keys);

        (await browser.ReturnAsync(path)).AssertProblem(400, "sign-in-over", "used before", "Begin again");
        var (status, body) = await world.Server.CreateClient().SendAsync(HttpMethod.Get, path, null,
            ("Cookie", $"__Host-aops-sign-in={cookies["__Host-aops-sign-in"]}"));
        (status, body).AssertProblem(HttpStatusCode.BadRequest, "sign-in-over");
    }

    [Fact]
    public async Task AnswerToAnotherBrowser_BeginsNoSession()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        // An attacker begins, and sends the answer as a link: the victim who follows it would work as the attacker.
        using var attacker = await world.BeginAsync();
        using var victim = new TestBrowser(world.Server);
        (await victim.ReturnAsync(world.Answer(attacker))).AssertProblem(403, "other-browser", "Another browser", "Begin again");
        Assert.Null(await victim.MeAsync());

        using var another = await world.BeginAsync();
        using var other = await world.BeginAsync();
        (await other.ReturnAsync(world.Answer(another))).AssertProblem(403, "other-browser", "Another browser", "");
        Assert.Null(await other.MeAsync());
    }

    [Fact]
    public async Task Session_IsANewOne_WhateverCookieTheBrowserHad()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        using var browser = await world.BeginAsync();
        await browser.ReturnAsync(world.Answer(browser));
        var first = browser.Cookies["__Host-aops-session"];
        using var begun = await browser.GetAsync("/sign-in");
        browser.Sent = begun.Headers.Location!;

        Assert.Equal(HttpStatusCode.Found, (await browser.ReturnAsync(world.Answer(browser))).Status);

        Assert.NotEqual(first, browser.Cookies["__Host-aops-session"]);
    }

    [Fact]
    public async Task SignIn_IsOver_AfterTenMinutes()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        using var browser = await world.BeginAsync();
        world.Clock.Advance(PendingSignIns.Lifetime);

        (await browser.ReturnAsync(world.Answer(browser))).AssertProblem(400, "sign-in-over", "older than 10 minutes", "");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/a\\..\\b")]
    [InlineData("hosts")]
    [InlineData("/%0d%0aSet-Cookie:a=b")]
    [InlineData("")]
    [InlineData("javascript:alert(1)")]
    public async Task BrowserIsSentNowhereElse(string path)
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = new TestBrowser(world.Server);
        var uri = path.Contains('%', StringComparison.Ordinal) ? path : Uri.EscapeDataString(path);

        (await browser.ReturnAsync($"/sign-in?return={uri}")).AssertProblem(400, "bad-query", "?return=", "");
    }

    [Theory]
    [InlineData("port=80&state=0123456789abcdef&challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("port=70000&state=0123456789abcdef&challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("port=4000&state=0123&challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("port=4000&state=0123456789abcdef%26code=x&challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("port=4000&state=0123456789abcdef&challenge=short")]
    [InlineData("port=4000&state=0123456789abcdef")]
    [InlineData("port=4000@evil.example&state=0123456789abcdef&challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("host=evil.example")]
    public async Task WrongLoopback_IsRefused(string query)
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = new TestBrowser(world.Server);

        (await browser.ReturnAsync($"/sign-in?{query}")).AssertProblem(HttpStatusCode.BadRequest, "bad-query");
    }

    [Theory]
    [InlineData("error=access_denied", 403, "sign-in-refused", "access_denied")]
    [InlineData("error=<script>", 403, "sign-in-refused", "no error that is known")]
    [InlineData("code=&iss=https://other.example", 403, "other-issuer", "does not come from the identity provider")]
    [InlineData("session_state=1", 503, "identity-provider", "no code")]
    [InlineData("code=made-up", 503, "identity-provider", "invalid_grant")]
    public async Task AnswerWithoutACode_BeginsNoSession(string query, int status, string code, string detail)
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = await world.BeginAsync();

        (await browser.ReturnAsync($"/sign-in/callback?state={browser.Asked("state")}&{query}"))
            .AssertProblem(status, code, detail, "");
    }

    [Fact]
    public async Task ProviderThatNamesItself_AlwaysDoes()
    {
        await using var world = await ProviderWorld.StartAsync();
        world.Provider.SendsIssuer = true;
        await world.AddAsync("ana");
        using var browser = await world.BeginAsync();
        (await browser.ReturnAsync(world.Answer(browser))).AssertProblem(HttpStatusCode.Forbidden, "other-issuer");

        using var again = await world.BeginAsync();
        var path = QueryHelpers.AddQueryString(world.Answer(again), "iss", world.Provider.Issuer);
        Assert.Equal(HttpStatusCode.Found, (await again.ReturnAsync(path)).Status);
    }

    [Fact]
    public async Task NewKeyOfTheProvider_IsLookedFor_AndMadeUpOnesSeldom()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync()).Status);
        Assert.Equal(1, world.Provider.KeyReads);
        world.Provider.Rotate();

        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync()).Status);
        Assert.Equal(2, world.Provider.KeyReads);

        world.Provider.Rotate();
        for (var i = 0; i < 5; i++)
        {
            using var browser = await world.BeginAsync();
            var claims = TestTokens.Claims(world.Provider, browser.Asked("nonce"), world.Clock.GetUtcNow());
            var token = TestTokens.Make(TestTokens.Header("RS256", $"made-up-{i}"), claims, text => text[..32]);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.ReturnAsync(world.AnswerWith(browser, token))).Status);
        }
        Assert.Equal(2, world.Provider.KeyReads);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Found, (await world.SignInAsync()).Status);
        Assert.Equal(3, world.Provider.KeyReads);
    }

    [Fact]
    public async Task ProviderThatIsAway_IsTold()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = new TestBrowser(world.Server);
        world.Provider.NamedIssuer = "https://other.example";
        (await browser.ReturnAsync("/sign-in")).AssertProblem(503, "identity-provider", "is that of the issuer 'https://other.example'", "");

        await world.Provider.DisposeAsync();

        (await browser.ReturnAsync("/sign-in")).AssertProblem(503, "identity-provider", "cannot be reached", "Try again");
        var events = await world.Server.Operator.GetOkAsync("/api/v1/events?kind=access");
        Assert.Contains("A sign-in by Example ID failed", events.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_GetsASession_ByTheCodeThatTheBrowserBrings()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.AddAsync("ana");
        const string Verifier = "0123456789-0123456789-0123456789-0123456789";
        using var browser = await world.BeginAsync(
            $"/sign-in?port=40000&state=state-of-the-program&challenge={Loopback.ChallengeOf(Verifier)}");
        using var page = await browser.GetAsync(world.Answer(browser), "text/html");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("Sign in as ana", html, StringComparison.Ordinal);
        Assert.Empty(browser.Cookies);
        var start = html.IndexOf("http://127.0.0.1:40000/?code=", StringComparison.Ordinal);
        var link = new Uri(WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]));
        var parts = QueryHelpers.ParseQuery(link.Query);
        Assert.Equal("state-of-the-program", parts["state"]);
        string code = parts["code"]!;

        var (wrong, problem) = await RedeemAsync(world, code, Verifier[..^1] + "x");
        (wrong, problem).AssertProblem(401, "bad-sign-in-code", "wrong, was used before", "aops login --browser");
        // A code that was tried is void.
        Assert.Equal(HttpStatusCode.Unauthorized, (await RedeemAsync(world, code, Verifier)).Status);

        using var second = await world.BeginAsync(
            $"/sign-in?port=40000&state=state-of-the-program&challenge={Loopback.ChallengeOf(Verifier)}");
        html = await (await second.GetAsync(world.Answer(second))).Content.ReadAsStringAsync();
        start = html.IndexOf("code=", StringComparison.Ordinal) + 5;
        code = html[start..html.IndexOf("&amp;", start, StringComparison.Ordinal)];
        var (status, session) = await RedeemAsync(world, code, Verifier);
        Assert.Equal((HttpStatusCode.Created, "ana"), (status, (string?)session!["user"]));
        // The answers of these routes are as the document says; AnswerTests has no provider.
        Assert.Contains(($"GET {ProviderPaths.Callback}", 200), world.Server.CheckedAnswers.Keys);
        Assert.Contains(($"POST {ProviderPaths.Code}", 201), world.Server.CheckedAnswers.Keys);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RedeemAsync(world, code, Verifier)).Status);
    }

    [Fact]
    public async Task Person_IsToldByAPage_WithoutMarkupOfOthers()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = await world.BeginAsync();

        using var answer = await browser.GetAsync(world.Answer(browser), "text/html,application/xhtml+xml");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Example ID knows ana, and this server has no such user.",
            await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerWithoutAProvider_SaysSo()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateClient().AssertRefusedAsync("GET", "/sign-in", null, 404, "no-identity-provider", "no identity provider", "password");
        await server.CreateClient().AssertRefusedAsync("GET", "/sign-in/callback", null, 404, "no-identity-provider", "", "");
        Assert.Equal("{}", (await server.CreateClient().GetOkAsync("/api/v1/sign-in")).ToJsonString());
        await using var world = await ProviderWorld.StartAsync();
        Assert.Equal("""{"provider":"Example ID","path":"/sign-in"}""",
            (await world.Server.CreateClient().GetOkAsync("/api/v1/sign-in")).ToJsonString());
    }

    private static Task<(HttpStatusCode Status, JsonNode? Body)> RedeemAsync(ProviderWorld world, string code, string verifier) =>
        world.Server.CreateClient().SendAsync(HttpMethod.Post, "/api/v1/sessions/code", null,
            ("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{code}:{verifier}"))));
}
