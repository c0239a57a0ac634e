using System.Net;
using Aops.Server.CommandLine;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

public sealed class AdminCommandTests
{
    [Fact]
    public async Task FirstAdmin_IsMadeOnTheServersMachine_AndTheFirstKeyIsRetired()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(0, await CreateAsync(server, "ana", AccessClients.Password));
        Assert.Equal(0, await ServerCommands.RunAsync(["operator-token", "revoke", "--name", "initial", .. server.DataWords]));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Operator.TryAsync());

        using var ana = await server.OpenSessionAsync("ana");

        Assert.Equal(HttpStatusCode.OK, await ana.TryAsync("/api/v1/users"));
    }

    [Fact]
    public async Task LostAdmin_ComesBack_DisabledLockedOrForgotten()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("ana", """[{"role":"admin"}]""");
        await server.AddUserAsync("ben", """[{"role":"admin"}]""");
        await server.Operator.PutOkAsync("/api/v1/users/ana", """{"grants":[],"disabled":true}""");

        Assert.Equal(0, await CreateAsync(server, "ana", "the new password"));

        using var ana = await server.OpenSessionAsync("ana", "the new password");
        Assert.Equal(HttpStatusCode.OK, await ana.TryAsync("/api/v1/users"));
    }

    [Theory]
    [InlineData("admin", "create")]
    [InlineData("admin", "create", "--name", "no name")]
    [InlineData("admin", "create", "--name", "initial")]
    [InlineData("admin", "create", "--name", "ana", "--password-file", "/nonexistent")]
    [InlineData("admin", "create", "--name", "ana", "--password-file", "/dev/null")]
    public async Task WrongWords_AreRefused(params string[] words)
    {
        await using var server = await TestServer.StartAsync();

        Assert.NotEqual(0, await ServerCommands.RunAsync([.. words, .. server.DataWords]));
    }

    private static async Task<int> CreateAsync(TestServer server, string name, string password)
    {
        var file = Path.Combine(server.Data, "password");
        await File.WriteAllTextAsync(file, password + "\n");
        return await ServerCommands.RunAsync(["admin", "create", "--name", name, "--password-file", file, .. server.DataWords]);
    }
}
