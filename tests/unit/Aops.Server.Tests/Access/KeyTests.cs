using System.Net;
using System.Text;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

public sealed class KeyTests
{
    private const string Viewer = """[{"role":"viewer"}]""";

    [Fact]
    public async Task Key_IsShownOnce_AndStoredAsAHash()
    {
        await using var server = await TestServer.StartAsync();
        var (status, made) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/keys", """{"name":"ci","grants":[{"role":"viewer"}],"program":true}""",
            ("Idempotency-Key", "k1"));
        var key = (string)made!["key"]!;
        Assert.Equal((HttpStatusCode.Created, true), (status, key.StartsWith("aops-key-", StringComparison.Ordinal)));

        var (_, again) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/keys", """{"name":"ci","grants":[{"role":"viewer"}],"program":true}""",
            ("Idempotency-Key", "k1"));
        var list = await server.Operator.GetOkAsync("/api/v1/keys");
        await server.StopAsync();
        var content = await TestStore.ReadAllAsync(server.Data);

        Assert.Null(again!["key"]);
        Assert.Equal(["ci", "initial"], list.Names("keys", "name"));
        Assert.DoesNotContain(key, list.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(key)));
    }

    [Fact]
    public async Task Key_EndsWithItsTime_AndByRevocation()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var (_, made) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/keys", """{"name":"short","program":true,"ttlSeconds":3600}""");
        using var shortly = server.CreateClient((string)made!["key"]!);
        using var other = await server.AddKeyAsync("other", Viewer);
        Assert.Equal(HttpStatusCode.OK, await shortly.TryAsync());
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.Unauthorized, await shortly.TryAsync());
        Assert.Equal(HttpStatusCode.OK, await other.TryAsync());

        var id = (await server.Operator.GetOkAsync("/api/v1/keys"))["keys"]!.AsArray()
            .Single(key => (string?)key!["name"] == "other")!["id"];
        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/keys/{id}");

        Assert.Equal(HttpStatusCode.Unauthorized, await other.TryAsync());
    }

    [Fact]
    public async Task UserMakesKeys_NoneBeyondOnesOwnRights()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", """[{"role":"operator","scope":"label.env=prod"}]""");
        using var ana = await server.OpenSessionAsync("ana");
        foreach (var grants in (string[])
        [
            """[{"role":"admin"}]""", """[{"role":"operator"}]""", """[{"role":"viewer"}]""",
            """[{"role":"releaser","scope":"label.env=prod"}]""",
        ])
        {
            (await ana.SendAsync(HttpMethod.Post, "/api/v1/keys", $$"""{"name":"more","grants":{{grants}}}"""))
                .AssertProblem(HttpStatusCode.Forbidden, "outside-scope");
        }
        (await ana.SendAsync(HttpMethod.Post, "/api/v1/keys", """{"name":"more","program":true}"""))
            .AssertProblem(HttpStatusCode.Forbidden, "no-right");

        var (status, made) = await ana.SendAsync(HttpMethod.Post, "/api/v1/keys",
            """{"name":"less","grants":[{"role":"viewer","scope":"label.env=prod and label.tier=web"}]}""");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("ana", (string?)made!["details"]!["owner"]);
        Assert.Equal(["less"], (await ana.GetOkAsync("/api/v1/keys")).Names("keys", "name"));
    }

    [Fact]
    public async Task KeyOfAUser_LosesWhatTheUserLoses()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", """[{"role":"operator"}]""");
        using var ana = await server.OpenSessionAsync("ana");
        var (_, made) = await ana.SendAsync(HttpMethod.Post, "/api/v1/keys", """{"name":"laptop"}""");
        using var key = server.CreateClient((string)made!["key"]!);
        await key.PutOkAsync("/api/desired", "{}");

        await server.Operator.PutOkAsync("/api/v1/users/ana", $$"""{"grants":{{Viewer}}}""");

        (await key.SendAsync(HttpMethod.Put, "/api/desired", "{}")).AssertProblem(HttpStatusCode.Forbidden, "no-right");
        Assert.Equal(HttpStatusCode.OK, await key.TryAsync("/api/v1/hosts"));
    }

    [Fact]
    public async Task LastAdminKey_StaysWhileNoUserIsAnAdmin()
    {
        await using var server = await TestServer.StartAsync();
        var id = (await server.Operator.GetOkAsync("/api/v1/keys"))["keys"]![0]!["id"];
        (await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/keys/{id}"))
            .AssertProblem(HttpStatusCode.Conflict, "last-admin");
        await server.AddUserAsync("ana", """[{"role":"admin"}]""");

        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/keys/{id}");

        Assert.Equal(HttpStatusCode.Unauthorized, await server.Operator.TryAsync());
    }

    [Fact]
    public async Task Use_IsNoted()
    {
        await using var server = await TestServer.StartAsync();
        using var ci = await server.AddKeyAsync("ci", Viewer);
        await ci.TryAsync();

        var shown = (await server.Operator.GetOkAsync("/api/v1/keys"))["keys"]![0]!;

        Assert.Equal(("ci", "127.0.0.1"), ((string?)shown["name"], (string?)shown["usedFrom"]));
        Assert.NotNull(shown["usedAt"]);
    }
}
