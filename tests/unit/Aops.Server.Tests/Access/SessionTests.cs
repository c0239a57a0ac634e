using System.Net;
using Aops.Server.People;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

public sealed class SessionTests
{
    private const string Viewer = """[{"role":"viewer"}]""";

    [Fact]
    public async Task SignIn_GivesACookie_ThatNoScriptAndNoOtherSiteUses()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", Viewer);

        using var answer = await server.SignInAsync("ana", AccessClients.Password);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var parts = AccessClients.CookieOf(answer).Split("; ").Select(part => part.ToLowerInvariant()).ToList();
        Assert.StartsWith("__host-aops-session=aops-session-", parts[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], parts[1..].Order());
        Assert.DoesNotContain("aops-session-", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_StandsForTheUser_UntilItIsEnded()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", Viewer);
        using var ana = await server.OpenSessionAsync("ana");
        var me = await ana.GetOkAsync("/api/v1/me");
        Assert.Equal(("user", "ana"), ((string?)me["kind"], (string?)me["name"]));
        Assert.Equal("{\"read\":\"\"}", me["rights"]!.ToJsonString());

        var (status, _) = await ana.SendAsync(HttpMethod.Delete, "/api/v1/sessions/current");

        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Equal(HttpStatusCode.Unauthorized, await ana.TryAsync());
    }

    [Fact]
    public async Task Session_EndsWithoutRequests_AndInAnyCase()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        await server.AddUserAsync("ana", Viewer);
        using var idle = await server.OpenSessionAsync("ana");
        using var busy = await server.OpenSessionAsync("ana");
        for (var passed = TimeSpan.Zero; passed < PeopleLimits.SessionMax - TimeSpan.FromHours(7); passed += TimeSpan.FromHours(7))
        {
            clock.Advance(TimeSpan.FromHours(7));
            Assert.Equal(HttpStatusCode.OK, await busy.TryAsync());
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await idle.TryAsync());
        clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.Unauthorized, await busy.TryAsync());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://other.example")]
    public async Task PageOfAnotherSite_IsRefused(string header, string value)
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", """[{"role":"admin"}]""");
        using var ana = await server.OpenSessionAsync("ana");

        (await ana.SendAsync(HttpMethod.Post, "/api/v1/tokens", "{}", (header, value)))
            .AssertProblem(HttpStatusCode.Forbidden, "other-site");
        using var signIn = await server.SignInAsync("ana", AccessClients.Password, (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, signIn.StatusCode);
    }

    [Fact]
    public async Task WrongPasswords_LockTheUser_AndTellNothingOfUsers()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        await server.AddUserAsync("ana", Viewer);
        var unknown = await RefusalAsync(server, "ben");
        for (var i = 0; i < PeopleLimits.FailuresFree; i++) Assert.Equal(unknown, await RefusalAsync(server, "ana"));

        using (var locked = await server.SignInAsync("ana", AccessClients.Password))
            Assert.Equal(unknown, await locked.Content.ReadAsStringAsync());
        clock.Advance(PeopleLimits.LockFirst);

        using var after = await server.SignInAsync("ana", AccessClients.Password);
        Assert.Equal(HttpStatusCode.Created, after.StatusCode);
    }

    [Fact]
    public async Task OneAddress_ShowsFewPasswords()
    {
        await using var server = await TestServer.StartAsync(new ManualClock());
        for (var i = 0; i < ServerLimits.SignInRequests.Burst; i++) await RefusalAsync(server, "ben");

        using var next = await server.SignInAsync("ben", "wrong");

        Assert.Equal(HttpStatusCode.TooManyRequests, next.StatusCode);
        Assert.NotNull(next.Headers.RetryAfter);
    }

    [Fact]
    public async Task NewPassword_EndsSessions()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", Viewer);
        using var ana = await server.OpenSessionAsync("ana");
        (await ana.SendAsync(HttpMethod.Post, "/api/v1/me/password", """{"current":"wrong","next":"another long one"}"""))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-credentials");

        var (status, _) = await ana.SendAsync(HttpMethod.Post, "/api/v1/me/password",
            $$"""{"current":"{{AccessClients.Password}}","next":"another long one"}""");

        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Equal(HttpStatusCode.Unauthorized, await ana.TryAsync());
        using var again = await server.OpenSessionAsync("ana", "another long one");
        Assert.Equal(HttpStatusCode.OK, await again.TryAsync());
    }

    [Fact]
    public async Task OthersSessions_AreForAdminsAlone()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", Viewer);
        await server.AddUserAsync("ben", Viewer);
        using var ana = await server.OpenSessionAsync("ana");
        using var ben = await server.OpenSessionAsync("ben");
        var id = (string?)(await ben.GetOkAsync("/api/v1/me"))["sessionId"];

        Assert.Equal(["ana"], (await ana.GetOkAsync("/api/v1/sessions")).Names("sessions", "user"));
        (await ana.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{id}"))
            .AssertProblem(HttpStatusCode.NotFound, "no-such-session");
        Assert.Equal(["ana", "ben"], (await server.Operator.GetOkAsync("/api/v1/sessions")).Names("sessions", "user").Order());
        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{id}");
        Assert.Equal(HttpStatusCode.Unauthorized, await ben.TryAsync());
    }

    private static async Task<string> RefusalAsync(TestServer server, string name)
    {
        using var answer = await server.SignInAsync(name, "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
