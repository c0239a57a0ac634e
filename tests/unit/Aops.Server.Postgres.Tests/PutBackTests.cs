using System.Net;
using Aops.Contracts;
using Aops.Server.Hosting;
using Aops.Server.Postgres.Tests.Support;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Restores;
using Aops.Server.Tests.Support;

namespace Aops.Server.Postgres.Tests;

/// <summary>A database is put back to an earlier point while its server runs.</summary>
public sealed class PutBackTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private FleetWalk _walk = null!;
    private HeldHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _walk = new FleetWalk(_server);
        await _walk.PutAsync("fleet", """{"settings":{"logLevel":"info"}}""");
        _host = new HeldHost(await TestAgent.EnrolAsync(_server));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Case_B03_TheServerEnds_AndItsNextStartTakesNoStateForAnother()
    {
        await _host.SettleAsync();
        await _server.StopAsync();
        var copy = TestStore.Copy(_server.Data);
        await _server.StartAgainAsync();
        await _walk.PutAsync("fleet", """{"settings":{"logLevel":"debug"}}""");
        await _host.SettleAsync();

        TestStore.PutBack(_server.Data, copy);
        await Until.TrueAsync(async () => await WriteAsync() != HttpStatusCode.Created);
        var fault = await Assert.ThrowsAsync<StartupFault>(_server.Application.WaitAsync);

        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
        Assert.Contains("was put back to an earlier point", fault.Message, StringComparison.Ordinal);
        await _server.StopAsync();
        await _server.StartAgainAsync();
        await _host.SettleAsync();
        Assert.Equal("debug", _host.Level);
        await Until.TrueAsync(async () =>
            (string?)(await _server.Operator.GetOkAsync($"/api/v1/hosts/{_host.Id}/explain"))["state"] == "diverged");
    }

    // Nothing closes the connections: the rows are older from one statement to the next.
    [Fact]
    public async Task RowsThatAreRestoredInPlace_AreNoticedByTheNextDurableWrite()
    {
        Assert.Equal(HttpStatusCode.Created, await WriteAsync());
        await using (var beside = _server.OpenDatabase())
        {
            await beside.WriteAsync(
                connection => connection.Prepare("UPDATE counter SET value = 1 WHERE name = 'commits'").Run(),
                Storage.Durability.Process, CancellationToken.None);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await WriteAsync());

        await Assert.ThrowsAsync<StartupFault>(_server.Application.WaitAsync);
    }

    // A lost connection alone is none.
    [Fact]
    public async Task LostConnection_IsNotTakenForIt()
    {
        Assert.Equal(HttpStatusCode.Created, await WriteAsync());
        using (var dialect = TestStore.Of(_server.Data).Open(lockWait: null))
        using (var connection = dialect.OpenWriter())
        {
            connection.Prepare(
                "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity " +
                "WHERE datname = current_database() AND pid <> pg_backend_pid()) t").ReadNumber();
        }

        await Until.TrueAsync(async () => await WriteAsync() == HttpStatusCode.Created);
    }

    private async Task<HttpStatusCode> WriteAsync() =>
        (await _server.Operator.SendAsync(HttpMethod.Post, "/api/v1/tokens", "{}")).Status;
}
