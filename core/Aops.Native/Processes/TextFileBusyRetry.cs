namespace Aops.Native.Processes;

/// <summary>
/// How long a program that cannot be executed since it is open for writing (ETXTBSY) is tried again. Whoever unpacks it
/// has closed it before; but a child that another thread forked meanwhile holds the descriptor until it executes its own
/// program, milliseconds later.
/// </summary>
public static class TextFileBusyRetry
{
    /// <summary>Tries of a call on a thread that others wait for.</summary>
    internal const int BriefTries = 20;

    /// <summary>Tries where nothing else waits.</summary>
    public const int Tries = 200;

    /// <summary>Pause between two tries, of about the time that a fork takes to become an exec.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits if a call is worth another try.</summary>
    /// <param name="error">How the call failed.</param>
    /// <param name="tries">Counts the tries; 0 at first.</param>
    /// <param name="triesMax">How many there may be.</param>
    /// <returns>Whether to try again, now.</returns>
    internal static bool WaitForAnother(int error, ref int tries, int triesMax)
    {
        if (error != Errno.ETXTBSY || ++tries >= triesMax) return false;
        Thread.Sleep(Pause);
        return true;
    }
}
