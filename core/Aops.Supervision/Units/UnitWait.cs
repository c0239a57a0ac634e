using Aops.Native.Events;
using Aops.Systemd;

namespace Aops.Supervision.Units;

/// <summary>
/// Waits for a condition of one unit, by checks at growing intervals. The queue's thread is free between them, so
/// that no unit waits for another.
/// </summary>
/// <typeparam name="T">What is waited for.</typeparam>
/// <param name="queue">Runs the checks.</param>
/// <param name="loop">Runs the timer between them and receives the result.</param>
/// <param name="look">Checks once, on the queue; null while the condition does not hold. Must not throw.</param>
/// <param name="done">Receives the result, on the loop.</param>
internal sealed class UnitWait<T>(UnitQueue queue, EventLoop loop, Func<SystemdClient, T?> look, Action<T> done)
    where T : class
{
    private const double PauseFactor = 1.5;
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(250);

    private TimeSpan _pause = TimeSpan.FromMilliseconds(4);

    /// <summary>Begins with the first look.</summary>
    public void Begin() => queue.Post(Look);

    private void Look(SystemdClient manager)
    {
        if (look(manager) is { } found) loop.Post(() => done(found));
        else loop.Post(LookLater);
    }

    private void LookLater()
    {
        loop.StartTimer(_pause, Begin);
        _pause = _pause * PauseFactor < PauseMax ? _pause * PauseFactor : PauseMax;
    }
}
