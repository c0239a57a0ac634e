namespace Aops.Server.Tests.Support;

/// <summary>A server that all tests of a class share, and that none of them changes.</summary>
/// <param name="hosts">Ids of its hosts.</param>
public abstract class ServerFixture(params string[] hosts) : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        foreach (var id in hosts) await TestAgent.EnrolAsync(Server, id);
        await SeedAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Makes what the server has beside its hosts.</summary>
    protected virtual Task SeedAsync() => Task.CompletedTask;
}
