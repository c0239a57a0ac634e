using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>Memory of connections that wait: of the server with a held heartbeat on each, of bare Kestrel idle after one.</summary>
internal static class WaitingMemory
{
    private const int FirstPart = 4;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Opens a connection for each agent, one after another, and reads what one costs: the first ones only fill what does not
    /// grow any more.
    /// </summary>
    /// <param name="isHeld">Whether the heartbeat of each is held; else it is answered, and the connection idle.</param>
    /// <returns>Bytes of one.</returns>
    public static async Task<double> MeasureAsync(
        int pid, int port, IReadOnlyList<LoadAgent> agents, bool isHeld, CancellationToken cancellationToken)
    {
        var connections = new List<LoadConnection>();
        try
        {
            var before = 0L;
            foreach (var (number, agent) in agents.Index())
            {
                if (number == agents.Count / FirstPart) before = await ReadAsync(pid, cancellationToken);
                var connection = await LoadConnection.OpenAsync(port, cancellationToken);
                connections.Add(connection);
                if (isHeld) await connection.SendAsync(agent, cancellationToken);
                else await connection.ExchangeAsync(agent, cancellationToken);
            }
            var after = await ReadAsync(pid, cancellationToken);
            return (double)(after - before) / (agents.Count - (agents.Count / FirstPart));
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private static async Task<long> ReadAsync(int pid, CancellationToken cancellationToken)
    {
        await Task.Delay(Settle, cancellationToken);
        return ProcField.Read($"/proc/{pid}/status", "RssAnon:") * 1024;
    }
}
