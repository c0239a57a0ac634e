using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>Waits for the end of processes that are not children of this one.</summary>
internal static class ExitWait
{
    // 100 looks a second for a wait of seconds; a look is two small reads.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until all have ended, for a limited time.</summary>
    /// <returns>The processes that are still alive.</returns>
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
