namespace Aops.Systemd.Client;

/// <summary>Why a service ended (org.freedesktop.systemd1(5)). Times are microseconds of CLOCK_MONOTONIC; 0 for never.</summary>
/// <param name="Result"><c>success</c>, <c>exit-code</c>, <c>signal</c>, <c>oom-kill</c>, <c>timeout</c> and others.</param>
/// <param name="ActiveExit">When it began to stop, or was found to have ended.</param>
/// <param name="MainExit">When its main process ended.</param>
public sealed record ServiceEnd(string Result, ulong ActiveExit, ulong MainExit)
{
    /// <summary>
    /// Whether systemd was stopping the service when its main process ended: by a job of an operator, another unit
    /// or a target. When a service ends by itself, its main process ends first; after an out-of-memory kill systemd
    /// stops the remaining processes, which is no order.
    /// </summary>
    public bool WasStopped => Result != "oom-kill" && ActiveExit > 0 && ActiveExit < MainExit;
}
