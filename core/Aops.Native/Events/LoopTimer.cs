namespace Aops.Native.Events;

/// <summary>A callback at a time, unless it is cancelled before. On the loop only.</summary>
public sealed class LoopTimer
{
    private Action? _callback;

    internal LoopTimer(TimeSpan due, Action callback)
    {
        Due = due;
        _callback = callback;
    }

    /// <summary>When it is due, by <see cref="EventLoop.Now"/>.</summary>
    public TimeSpan Due { get; }

    /// <summary>Whether it will not call back any more.</summary>
    public bool IsCancelled => _callback is null;

    /// <summary>Cancels the callback; harmless if it has already run.</summary>
    public void Cancel() => _callback = null;

    internal void Fire()
    {
        var callback = _callback;
        _callback = null;
        callback?.Invoke();
    }
}
