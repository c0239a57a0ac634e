using Aops.Contracts;
using Aops.Contracts.SubAgents;

namespace Aops.Supervision.Machine;

/// <summary>How long to wait before a process that died is started again.</summary>
internal static class RestartBackoff
{
    /// <summary>The backoff that a specification asks for.</summary>
    /// <param name="restart">The specification.</param>
    public static ExponentialBackoff Of(RestartSpec restart) => new(
        TimeSpan.FromMilliseconds(restart.BackoffInitialMilliseconds),
        restart.BackoffFactor,
        TimeSpan.FromMilliseconds(restart.BackoffMaxMilliseconds));
}
