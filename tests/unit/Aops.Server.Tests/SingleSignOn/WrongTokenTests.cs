using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>Every token that must not begin a session.</summary>
public sealed class WrongTokenTests(WrongTokenTests.OneWorld world) : IClassFixture<WrongTokenTests.OneWorld>
{
    private const string Signature = "its signature is wrong";
    private const string NoKey = "publishes no key";

    private static readonly RSA Stranger = RSA.Create(2048);

    private static readonly Dictionary<string, (Func<TestProvider, JsonObject, string> Make, string Why)> Tokens = new()
    {
        ["alg none"] = ((_, claims) => TestTokens.Make(TestTokens.Header("none", "rsa-1"), claims, _ => []), "its token is not accepted"),
        ["alg none without a key"] = ((_, claims) => TestTokens.Make(TestTokens.Header("none", null), claims, _ => []), "names no key"),
        ["the public key as a secret"] = ((p, claims) => Hmac(TestTokens.Header("HS256", "rsa-1"), claims,
            Encoding.ASCII.GetBytes(p.Rsa.ExportSubjectPublicKeyInfoPem())), "its token is not accepted"),
        ["the published secret"] = ((_, claims) => Hmac(TestTokens.Header("HS256", "oct-1"), claims, new byte[32]), NoKey),
        ["a key for encryption"] = ((p, claims) => Rs256(TestTokens.Header("RS256", "enc-1"), claims, p.Rsa), NoKey),
        ["a stranger's key"] = ((_, claims) => Rs256(TestTokens.Header("RS256", "rsa-1"), claims, Stranger), Signature),
        ["an unknown key"] = ((p, claims) => Rs256(TestTokens.Header("RS256", "rsa-9"), claims, p.Rsa), NoKey),
        ["no key"] = ((p, claims) => Rs256(TestTokens.Header("RS256", null), claims, p.Rsa), "names no key"),
        ["an RSA key for ES256"] = ((p, claims) => Rs256(TestTokens.Header("ES256", "rsa-1"), claims, p.Rsa), "its token is not accepted"),
        ["an EC key for RS256"] = ((p, claims) => TestTokens.Make(
            TestTokens.Header("RS256", "ec-1"), claims, text => p.Ec.SignData(text, HashAlgorithmName.SHA256)), "its token is not accepted"),
        ["RS512"] = ((p, claims) => TestTokens.Make(TestTokens.Header("RS512", "rsa-1"), claims,
            text => p.Rsa.SignData(text, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)), "its token is not accepted"),
        ["other claims than were signed"] = (Altered, Signature),
        ["an access token"] = ((p, claims) => Rs256(
            new JsonObject { ["alg"] = "RS256", ["kid"] = "rsa-1", ["typ"] = "at+jwt" }, claims, p.Rsa), "no ID token"),
        ["another audience"] = (With("aud", "another"), "for another client"),
        ["several audiences"] = (With("aud", new JsonArray(ProviderWorld.ClientId, "another")), "made for another client"),
        ["another party"] = (With("azp", "another"), "made for another client"),
        ["no audience"] = (With("aud", null), "for another client"),
        ["another issuer"] = (With("iss", "https://other.example"), "another issuer"),
        ["an issuer with a slash"] = ((p, claims) => TestTokens.Sign(p, Set(claims, "iss", p.Issuer + "/")), "another issuer"),
        ["expired"] = ((p, claims) => TestTokens.Sign(p, Set(claims, "exp", (long)claims["iat"]! - 61)), "its time is over"),
        ["no end"] = (With("exp", null), "its time is over"),
        ["not begun"] = ((p, claims) => TestTokens.Sign(p, Set(claims, "nbf", (long)claims["iat"]! + 120)), "its time is over"),
        ["made tomorrow"] = ((p, claims) => TestTokens.Sign(p, Set(claims, "iat", (long)claims["iat"]! + 86_400)), "time to come"),
        ["no time"] = (With("iat", null), "does not tell when"),
        ["another nonce"] = (With("nonce", "another"), "of another sign-in"),
        ["no nonce"] = (With("nonce", null), "of another sign-in"),
        ["no subject"] = (With("sub", null), "no subject"),
        ["a long subject"] = (With("sub", new string('s', 256)), "no subject"),
        ["no name"] = (With("preferred_username", null), "no claim preferred_username"),
        ["a name that is none"] = (With("preferred_username", "ana@example.com"), "no name of a user"),
        ["no JSON"] = ((_, _) => "e30.e30.", "names no key"),
        ["one part"] = ((_, _) => "token", "no JSON Web Token"),
        ["five parts"] = ((_, _) => "e30.e30.e30.e30.e30", "its token"),
        ["a long one"] = ((p, claims) => TestTokens.Sign(p, Set(claims, "padding", new string('x', 70_000))), "names no key"),
    };

    public static TheoryData<string> Names => [.. Tokens.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Token_BeginsNoSession(string name)
    {
        using var browser = await world.World.BeginAsync();
        var claims = TestTokens.Claims(world.World.Provider, browser.Asked("nonce"), world.World.Clock.GetUtcNow());

        var answer = await browser.ReturnAsync(world.World.AnswerWith(browser, Tokens[name].Make(world.World.Provider, claims)));

        answer.AssertProblem(503, "identity-provider", Tokens[name].Why, "Try again");
        Assert.Null(await browser.MeAsync());
    }

    [Fact]
    public async Task RightOnes_DoSignIn()
    {
        Assert.Equal(HttpStatusCode.Found, (await world.World.SignInAsync()).Status);
        using var browser = await world.World.BeginAsync();
        var claims = TestTokens.Claims(world.World.Provider, browser.Asked("nonce"), world.World.Clock.GetUtcNow());
        claims["aud"] = new JsonArray(ProviderWorld.ClientId, "another");
        claims["azp"] = ProviderWorld.ClientId;

        var answer = await browser.ReturnAsync(
            world.World.AnswerWith(browser, TestTokens.SignByEc(world.World.Provider, claims)));

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal("ana", (string?)(await browser.MeAsync())!["name"]);
    }

    private static Func<TestProvider, JsonObject, string> With(string claim, JsonNode? value) =>
        (provider, claims) => TestTokens.Sign(provider, Set(claims, claim, value?.DeepClone()));

    private static JsonObject Set(JsonObject claims, string claim, JsonNode? value)
    {
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;
        return claims;
    }

    private static string Altered(TestProvider provider, JsonObject claims)
    {
        var right = TestTokens.Sign(provider, claims).Split('.');
        var other = TestTokens.Sign(provider, Set(claims, "preferred_username", "root")).Split('.');
        return $"{right[0]}.{other[1]}.{right[2]}";
    }

    private static string Hmac(JsonObject header, JsonObject claims, byte[] secret) =>
        TestTokens.Make(header, claims, text => HMACSHA256.HashData(secret, text));

    private static string Rs256(JsonObject header, JsonObject claims, RSA key) => TestTokens.Make(
        header, claims, text => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public sealed class OneWorld : IAsyncLifetime
    {
        internal ProviderWorld World { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            World = await ProviderWorld.StartAsync();
            await World.AddAsync("ana");
        }

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
