using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>Waits for processes of somebody else to end.</summary>
internal static class ExitWait
{
    // A CLI that waits for seconds may look 100 times a second; a look costs two small reads.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until all have ended, or for a time.</summary>
    /// <returns>Those that are still alive.</returns>
    internal static async Task<List<ProcessIdentity>> ForAllAsync(
        IEnumerable<ProcessIdentity> processes, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        var left = processes.Where(p => p.IsAlive).ToList();
        var began = clock.GetTimestamp();
        while (left.Count > 0 && clock.GetElapsedTime(began) < time)
        {
            await Task.Delay(Look, clock, cancellationToken);
            left.RemoveAll(p => !p.IsAlive);
        }
        return left;
    }
}
