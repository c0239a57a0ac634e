using Aops.Contracts.SubAgents;
using Aops.Native.Events;

namespace Aops.Supervision.Machine;

/// <summary>The delay before a process that has exited is restarted.</summary>
internal static class RestartBackoff
{
    /// <summary>The backoff that a specification asks for.</summary>
    /// <param name="restart">The specification.</param>
    public static ExponentialBackoff Of(RestartSpec restart) => new(
        TimeSpan.FromMilliseconds(restart.BackoffInitialMilliseconds),
        restart.BackoffFactor,
        TimeSpan.FromMilliseconds(restart.BackoffMaxMilliseconds));
}
