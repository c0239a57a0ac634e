using Aops.AgentService.Uninstall;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Microsoft.AspNetCore.Http;

namespace Aops.AgentService.Tests;

/// <summary>What an uninstallation says of the server that it tells.</summary>
public sealed class UninstallFarewellTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Server_IsToldOnce_AndASecondRunSaysNothing()
    {
        var paths = new List<string>();
        await using var server = await TestServer.StartAsync(context =>
        {
            paths.Add(context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        Enrol(server.Endpoint, server.CaPem);

        await UninstallAsync();
        await UninstallAsync();

        Assert.Equal(["/api/agents/farewell/uninstall"], paths);
        Assert.DoesNotContain("was not told", _root.Progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_IsTold()
    {
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        Enrol(server.Endpoint, server.CaPem);

        await UninstallAsync();

        AssertTold($"the server was not told: {server.Endpoint} answered 401; the host stays in its list");
    }

    [Fact]
    public async Task ServerThatIsAway_IsTold()
    {
        var server = await TestServer.StartAsync(_ => Task.CompletedTask);
        var (endpoint, ca) = (server.Endpoint, server.CaPem);
        await server.DisposeAsync();
        Enrol(endpoint, ca);

        await UninstallAsync();

        AssertTold($"the server was not told: {endpoint} cannot be reached (Connection refused");
    }

    private void Enrol(Uri server, string ca)
    {
        _root.LayOutSlot();
        var identity = new Identity { AgentId = "a1", AgentToken = "secret", MachineId = "m" };
        var files = new FileConnection(server, ServerProxy.None, ca);
        IdentityFile.Write(_root.Layout, identity);
        ConnectionFile.Write(_root.Layout, new ConnectionRecord
        {
            Identity = ConnectionFile.Fingerprint(identity), Files = files, State = ConnectionState.Proven,
            Proven = files.ToConnection(),
        });
    }

    private Task UninstallAsync() =>
        new Uninstaller(_root.Context).RunAsync(UninstallRetention.Data, TimeSpan.FromSeconds(2), CancellationToken.None);

    private void AssertTold(string text) =>
        Assert.Contains(text, _root.Progress.ToString(), StringComparison.Ordinal);
}
