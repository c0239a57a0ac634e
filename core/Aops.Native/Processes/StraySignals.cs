namespace Aops.Native.Processes;

/// <summary>
/// Signals that a service does not use but whose default action ends a process (signal(7)), for example SIGUSR1
/// from a log rotation, or the hang-up of a terminal. They are ignored.
/// </summary>
public static class StraySignals
{
    private const int RealTimeFirst = 35;
    private const int RealTimeLast = 64;

    // SIGALRM, SIGSTKFLT, SIGXFSZ, SIGVTALRM, SIGPROF, SIGPWR. With SIGXFSZ ignored, a write beyond the file size
    // limit fails with EFBIG.
    private static readonly int[] Numbers =
        [Signal.SIGHUP, Signal.SIGUSR1, Signal.SIGUSR2, Signal.SIGPIPE, 14, 16, 25, 26, 27, Signal.SIGIO, 30];

    /// <summary>
    /// Ignores them, and all real-time signals except the first, which the runtime uses. Child processes get the
    /// defaults again (<see cref="Spawn"/>, <see cref="ProcessImage.Replace"/>).
    /// </summary>
    public static void Ignore()
    {
        foreach (var number in Numbers) Signal.Ignore(number);
        for (var number = RealTimeFirst; number <= RealTimeLast; number++) Signal.Ignore(number);
    }
}
