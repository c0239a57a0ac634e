using System.Diagnostics;

namespace Aops.TestSupport;

/// <summary>Waits for what another thread or process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Returns once a condition holds; fails after 20 s.</summary>
    public static void Holds(Func<bool> condition, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(since) > Deadline) throw new TimeoutException($"it never came true: {what}");
            Thread.Sleep(2);
        }
    }
}
