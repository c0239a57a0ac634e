namespace Aops.Native.Processes;

/// <summary>
/// Retries the execution of a program that is open for writing (ETXTBSY). The process that unpacked it has closed
/// it, but a child that another thread forked meanwhile holds the descriptor until its own exec, milliseconds
/// later.
/// </summary>
public static class TextFileBusyRetry
{
    /// <summary>Number of tries where other work waits for this thread.</summary>
    internal const int BriefTries = 20;

    /// <summary>Number of tries where no other work waits.</summary>
    public const int Tries = 200;

    /// <summary>Pause between two tries, about the time from a fork to its exec.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits if another try is worthwhile.</summary>
    /// <param name="error">The exception's error number.</param>
    /// <param name="tries">Counts the tries; 0 at first.</param>
    /// <param name="triesMax">Most tries.</param>
    /// <returns>Whether to try again, now.</returns>
    internal static bool WaitForAnother(int error, ref int tries, int triesMax)
    {
        if (error != Errno.ETXTBSY || ++tries >= triesMax) return false;
        Thread.Sleep(Pause);
        return true;
    }
}
