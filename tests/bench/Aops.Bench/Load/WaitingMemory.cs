using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>
/// Connections that wait, and what one costs the memory of the process at their other end: of the server with a held heartbeat
/// on each, of bare Kestrel idle after one. They wait until they are disposed of.
/// </summary>
internal sealed class WaitingMemory : IDisposable
{
    private const int FirstPart = 4;

    private readonly List<LoadConnection> _connections = [];

    private WaitingMemory()
    {
    }

    /// <summary>Bytes of one.</summary>
    public double BytesOfOne { get; private set; }

    /// <summary>
    /// Opens a connection for each agent, one after another, and reads what one costs: the first ones only fill what does not
    /// grow any more.
    /// </summary>
    /// <param name="isHeld">Whether the heartbeat of each is held; else it is answered, and the connection idle.</param>
    public static async Task<WaitingMemory> MeasureAsync(
        int pid, int port, IReadOnlyList<LoadAgent> agents, bool isHeld, CancellationToken cancellationToken)
    {
        var waiting = new WaitingMemory();
        try
        {
            var before = 0L;
            foreach (var (number, agent) in agents.Index())
            {
                if (number == agents.Count / FirstPart) before = await AnonymousMemory.SettledAsync(pid, cancellationToken);
                var connection = await LoadConnection.OpenAsync(port, cancellationToken);
                waiting._connections.Add(connection);
                if (isHeld) await connection.SendAsync(agent, cancellationToken);
                else await connection.ExchangeAsync(agent, cancellationToken);
            }
            var after = await AnonymousMemory.SettledAsync(pid, cancellationToken);
            waiting.BytesOfOne = (double)(after - before) / (agents.Count - (agents.Count / FirstPart));
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
}
