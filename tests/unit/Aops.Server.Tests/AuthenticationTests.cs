using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("GET", "/api/fleet")]
    [InlineData("GET", "/api/desired")]
    [InlineData("PUT", "/api/desired")]
    [InlineData("DELETE", "/api/fleet/a")]
    [InlineData("POST", "/api/fleet/a/commands")]
    [InlineData("POST", "/api/enrolment-tokens")]
    [InlineData("GET", "/api/events")]
    [InlineData("GET", "/api/releases")]
    [InlineData("PUT", "/repo/metadata/1.root.json")]
    public async Task OperatorsPaths_RefuseOthers(string method, string path)
    {
        await using var server = await TestServer.StartAsync();

        var none = await server.Anybody.SendAsync(new HttpMethod(method), path);
        var wrong = await server.Anybody.SendAsync(
            new HttpMethod(method), path, null, ("Authorization", "Bearer aops-operator-wrong"));

        none.AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
        wrong.AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }

    [Fact]
    public async Task Heartbeat_WrongToken_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var thief = new TestAgent(server, agent.Id, "aops-agent-wrong");

        var answer = await thief.SendAsync(thief.Heartbeat());

        answer.AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
        Assert.Equal("never", await agent.StateAsync());
    }

    [Fact]
    public async Task Heartbeat_UnknownAgent_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var nobody = new TestAgent(server, "nobody", agent.Token);

        (await nobody.SendAsync(nobody.Heartbeat())).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }

    [Fact]
    public async Task RemovedAgent_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        var (status, _) = await server.Operator.SendAsync(HttpMethod.Delete, $"/api/fleet/{agent.Id}");

        Assert.Equal(HttpStatusCode.NoContent, status);
        (await agent.SendAsync(agent.Heartbeat())).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }

    [Fact]
    public async Task Secrets_AreNotReadableByOthers()
    {
        await using var server = await TestServer.StartAsync();
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var folder = server.Application.Folder;

        Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Root));
        string[] files = [folder.CaKey, folder.CertificateKey, folder.OperatorToken, folder.DatabaseFile, folder.DatabaseName];
        // One of the last two: which database it is, or where it is.
        foreach (var file in files.Where((file, index) => index < 3 || File.Exists(file)))
            Assert.Equal(own, File.GetUnixFileMode(file));
    }
}
