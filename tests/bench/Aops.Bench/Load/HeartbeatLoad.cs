using System.Diagnostics;
using Aops.Native.Processes;

namespace Aops.Bench.Load;

/// <summary>Heartbeats as fast as a server answers them, over a few connections that each speak for many agents.</summary>
internal static class HeartbeatLoad
{
    private const int Connections = 128;

    /// <summary>Runs for a time.</summary>
    /// <param name="pid">The server's process, whose processor time is read.</param>
    /// <param name="port">Where it listens.</param>
    public static async Task<LoadFigure> RunAsync(
        int pid, int port, IReadOnlyList<LoadAgent> agents, TimeSpan duration, CancellationToken cancellationToken)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections)
            .Select(_ => LoadConnection.OpenAsync(port, cancellationToken)));
        try
        {
            var cpu = CpuMilliseconds(pid);
            var clock = Stopwatch.StartNew();
            var counts = await Task.WhenAll(connections.Select((connection, number) => Task.Run(
                () => RunAsync(connection, [.. agents.Where((_, index) => index % Connections == number)], clock,
                    duration, cancellationToken), cancellationToken)));
            var (answered, refused) = (counts.Sum(count => count.Answered), counts.Sum(count => count.Refused));
            return new LoadFigure(
                answered / clock.Elapsed.TotalSeconds, (CpuMilliseconds(pid) - cpu) * 1000.0 / answered, refused);
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private static long CpuMilliseconds(int pid) => ProcStat.TryRead(pid)!.Value.CpuMilliseconds;

    private static async Task<(long Answered, long Refused)> RunAsync(
        LoadConnection connection, LoadAgent[] agents, Stopwatch clock, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (answered, refused) = (0L, 0L);
        for (var next = 0; clock.Elapsed < duration; next = (next + 1) % agents.Length)
        {
            if (await connection.ExchangeAsync(agents[next], cancellationToken)) answered++;
            else refused++;
        }
        return (answered, refused);
    }
}
