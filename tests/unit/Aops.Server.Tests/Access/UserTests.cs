using System.Net;
using System.Text;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

public sealed class UserTests
{
    private const string Admin = """[{"role":"admin"}]""";

    [Fact]
    public async Task User_IsAddedShownChangedAndRemoved_ByRevision()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", """[{"role":"operator","scope":"label.env = prod"}]""");
        var shown = await server.Operator.GetOkAsync("/api/v1/users/ana");
        Assert.Equal("label.env=prod", (string?)shown["grants"]![0]!["scope"]);
        Assert.True((bool)shown["hasPassword"]!);

        var changed = await server.Operator.PutOkAsync("/api/v1/users/ana", """{"fullName":"Ana","grants":[{"role":"viewer"}]}""");

        Assert.Equal((2L, "Ana"), ((long)changed["revision"]!, (string?)changed["fullName"]));
        (await server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/users/ana", null, ("If-Match", "\"1\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        await server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/users/ana", null, ("If-Match", "\"2\""));
        Assert.Empty((await server.Operator.GetOkAsync("/api/v1/users"))["users"]!.AsArray());
    }

    [Fact]
    public async Task DryRun_ChangesNothing()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", Admin);
        await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/users?dry_run=1", """{"name":"ben","grants":[]}""");
        await server.Operator.PutOkAsync("/api/v1/users/ana?dry_run=1", """{"grants":[{"role":"admin"}],"fullName":"x","password":"another password"}""");
        using var ana = await server.OpenSessionAsync("ana");

        var users = await ana.GetOkAsync("/api/v1/users");

        Assert.Equal(["ana"], users.Names("users", "name"));
        Assert.Equal("", (string?)users["users"]![0]!["fullName"]);
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PUT", """{"grants":[{"role":"viewer"}]}""")]
    [InlineData("PUT", """{"grants":[{"role":"admin"}],"disabled":true}""")]
    public async Task LastAdmin_Stays(string method, string? body)
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", Admin);
        await server.AddUserAsync("ben", """[{"role":"viewer"}]""");

        (await server.Operator.SendAsync(new HttpMethod(method), "/api/v1/users/ana", body))
            .AssertProblem(HttpStatusCode.Conflict, "last-admin");
        (await server.Operator.SendAsync(new HttpMethod(method), "/api/v1/users/ana?dry_run=1", body))
            .AssertProblem(HttpStatusCode.Conflict, "last-admin");

        await server.Operator.PutOkAsync("/api/v1/users/ben", $$"""{"grants":{{Admin}}}""");
        var (status, _) = await server.Operator.SendAsync(new HttpMethod(method), "/api/v1/users/ana", body);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task DisabledUser_HasNoSessionAndNoKey()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", """[{"role":"viewer"}]""");
        using var ana = await server.OpenSessionAsync("ana");
        var (_, made) = await ana.SendAsync(HttpMethod.Post, "/api/v1/keys", """{"name":"ana-laptop"}""");
        using var key = server.CreateClient((string)made!["key"]!);
        Assert.Equal(HttpStatusCode.OK, await key.TryAsync());

        await server.Operator.PutOkAsync("/api/v1/users/ana", """{"grants":[{"role":"viewer"}],"disabled":true}""");

        Assert.Equal(HttpStatusCode.Unauthorized, await ana.TryAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await key.TryAsync());
        using var again = await server.SignInAsync("ana", AccessClients.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task TheDatabaseHoldsNoPassword()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", Admin);
        await server.StopAsync();

        var content = await TestStore.ReadAllAsync(server.Data);

        Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(AccessClients.Password)));
        Assert.NotEqual(-1, content.AsSpan().IndexOf("pbkdf2-sha512$210000$"u8));
    }
}
