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

    /// <summary>Completes once a condition holds; fails after 20 s.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="describe">What is there instead, for the failure.</param>
    public static async Task HoldsAsync(Func<bool> condition, Func<string>? describe = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(since) > Deadline)
                throw new TimeoutException($"it never came true: {describe?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }
}
