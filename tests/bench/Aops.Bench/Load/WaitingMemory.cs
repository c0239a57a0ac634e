namespace Aops.Bench.Load;

/// <summary>
/// Connections that wait, and what one costs the memory of the process at their other end: of the server with a held heartbeat
/// on each, of bare Kestrel idle after one. They wait until they are disposed of.
/// </summary>
internal sealed class WaitingMemory : IDisposable
{
    private readonly List<LoadConnection> _connections = [];

    private WaitingMemory()
    {
    }

    /// <summary>Bytes of one.</summary>
    public double BytesOfOne { get; private set; }

    /// <summary>Opens a connection for each agent, one after another, and reads what one costs.</summary>
    /// <param name="isHeld">Whether the heartbeat of each is held; else it is answered, and the connection idle.</param>
    public static async Task<WaitingMemory> MeasureAsync(
        int pid, int port, IReadOnlyList<LoadAgent> agents, bool isHeld, CancellationToken cancellationToken)
    {
        var waiting = new WaitingMemory();
        try
        {
            waiting.BytesOfOne = await AnonymousMemory.OfOneAsync(
                pid, agents, some => waiting.OpenAsync(port, some, isHeld, cancellationToken), cancellationToken);
            return waiting;
        }
        catch
        {
            waiting.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }

    private async Task OpenAsync(
        int port, IEnumerable<LoadAgent> agents, bool isHeld, CancellationToken cancellationToken)
    {
        foreach (var agent in agents)
        {
            var connection = await LoadConnection.OpenAsync(port, cancellationToken);
            _connections.Add(connection);
            if (isHeld) await connection.SendAsync(agent, cancellationToken);
            else await connection.ExchangeAsync(agent, cancellationToken);
        }
    }
}
