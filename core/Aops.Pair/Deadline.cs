using Aops.Native.Events;

namespace Aops.Pair;

/// <summary>The one time at which something is to be decided; setting it again moves it. On the thread of the loop only.</summary>
/// <param name="loop">Keeps the time.</param>
/// <param name="passed">
/// Decides, and is told how late it was called. If it sets no other deadline, it is called again after
/// <paramref name="fallback"/>, so that a state is never left without one.
/// </param>
/// <param name="fallback">The wait then.</param>
internal sealed class Deadline(EventLoop loop, Action<TimeSpan> passed, TimeSpan fallback)
{
    private LoopTimer? _timer;

    /// <summary>Sets it, instead of the one that was set before.</summary>
    /// <param name="wait">Time from now on.</param>
    public void Set(TimeSpan wait)
    {
        _timer?.Cancel();
        _timer = loop.StartTimer(wait, OnPassed);
    }

    private void OnPassed()
    {
        var due = _timer!.Due;
        _timer = null;
        passed(loop.Now - due);
        if (_timer is null) Set(fallback);
    }
}
