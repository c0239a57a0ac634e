namespace Aops.Native.Processes;

/// <summary>
/// Signals that have no meaning for a service and end a process by default (signal(7)): a log rotation that sends SIGUSR1
/// to all it knows, a terminal that closes, a timer of another program. What a service does not use it ignores.
/// </summary>
public static class StraySignals
{
    private const int RealTimeFirst = 35;
    private const int RealTimeLast = 64;

    // SIGALRM, SIGSTKFLT, SIGXFSZ, SIGVTALRM, SIGPROF, SIGPWR; a write past a file size limit then fails with EFBIG.
    private static readonly int[] Numbers =
        [Signal.SIGHUP, Signal.SIGUSR1, Signal.SIGUSR2, Signal.SIGPIPE, 14, 16, 25, 26, 27, Signal.SIGIO, 30];

    /// <summary>
    /// Ignores them, and the real-time signals but the first, which the runtime uses. What this process starts has them at
    /// their defaults again (<see cref="Spawn"/>, <see cref="ProcessImage.Replace"/>).
    /// </summary>
    public static void Ignore()
    {
        foreach (var number in Numbers) Signal.Ignore(number);
        for (var number = RealTimeFirst; number <= RealTimeLast; number++) Signal.Ignore(number);
    }
}
