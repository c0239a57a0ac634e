using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aops.Native.Events;

/// <summary>
/// One thread that waits for descriptors, timers and posted work.
/// <para>Invariants: every callback runs on this thread, one after the other, so state that only callbacks use
/// needs no lock. Time is monotonic: changes of the wall clock do not move timers. An exception that leaves a
/// callback ends the process: it is a bug, and a restarted process is better than a loop in an unknown
/// state.</para>
/// </summary>
public sealed class EventLoop : IDisposable
{
    /// <summary>Most work that may wait; more means that the loop hangs.</summary>
    private const int PostedMax = 65_536;

    private const long NoKey = -1;
    private const long WakeKey = 0;

    private readonly Epoll _epoll = new();
    private readonly EventFd _wake = new();
    private readonly ConcurrentQueue<LoopWork> _posted = new();
    private readonly PriorityQueue<LoopTimer, long> _timers = new();
    private readonly Dictionary<long, Action> _watches = [];
    private readonly HashSet<long> _urgent = [];
    private readonly Thread _thread;
    private readonly long _origin = Stopwatch.GetTimestamp();
    private long _lastKey = WakeKey;
    private int _wakeRaised;
    private volatile bool _stopping;

    /// <summary>Starts the loop.</summary>
    /// <param name="name">Name of its thread, at most 15 characters.</param>
    /// <param name="stackBytes">Size of its stack; 0 for the default of the process.</param>
    /// <exception cref="PosixException">No descriptor is left.</exception>
    public EventLoop(string name, int stackBytes = 0)
    {
        _epoll.Add(_wake.Handle, WakeKey);
        _thread = new Thread(Run, stackBytes) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Monotonic time since the loop was made.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_origin);

    /// <summary>Whether the caller is on the loop's thread.</summary>
    public bool IsOnLoop => Thread.CurrentThread == _thread;

    /// <summary>
    /// Runs an action on the loop, soon; dropped after <see cref="Dispose"/>. Safe from any thread.
    /// </summary>
    /// <param name="action">The action; it must not block.</param>
    /// <exception cref="InvalidOperationException">65536 actions are waiting: the loop hangs.</exception>
    public void Post(Action action) => Enqueue(new LoopWork(action, static () => { }));

    /// <summary>Runs a function on the loop and returns its result or exception. Safe from any thread.</summary>
    /// <param name="function">The function; it must not block.</param>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <exception cref="ObjectDisposedException">
    /// The loop was stopped before the function ran (in the task).
    /// </exception>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new LoopWork(
            () =>
            {
                try
                {
                    result.SetResult(function());
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            },
            () => result.TrySetException(new ObjectDisposedException(nameof(EventLoop)))));
        return result.Task;
    }

    /// <summary>Calls back whenever a descriptor can be read. On the loop only.</summary>
    /// <param name="handle">The descriptor; it must stay open until the watch is ended.</param>
    /// <param name="callback">Reads it, or ends the watch: the wait is level-triggered.</param>
    /// <param name="isUrgent">Whether it is called before all others that are ready at the same time.</param>
    /// <returns>Ends the watch when disposed, on the loop.</returns>
    /// <exception cref="PosixException">epoll_ctl(2) failed.</exception>
    public IDisposable Watch(SafeHandle handle, Action callback, bool isUrgent = false)
    {
        CheckOnLoop();
        var key = ++_lastKey;
        _epoll.Add(handle, key);
        _watches.Add(key, callback);
        if (isUrgent) _urgent.Add(key);
        return new LoopWatch(() =>
        {
            CheckOnLoop();
            if (!_watches.Remove(key)) return;
            _urgent.Remove(key);
            _epoll.Remove(handle);
        });
    }

    /// <summary>Calls back once after a delay. On the loop only.</summary>
    /// <param name="delay">The delay; zero or less means in the next round.</param>
    public LoopTimer StartTimer(TimeSpan delay, Action callback)
    {
        CheckOnLoop();
        var timer = new LoopTimer(Now + delay, callback);
        _timers.Enqueue(timer, timer.Due.Ticks);
        return timer;
    }

    /// <summary>Stops the thread after the running callback; waiting callers get an exception.</summary>
    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        _wake.Raise();
        if (!IsOnLoop) _thread.Join();
    }

    private void Enqueue(LoopWork work)
    {
        if (_posted.Count >= PostedMax)
            throw new InvalidOperationException($"the event loop '{_thread.Name}' hangs: {PostedMax} calls wait for it");
        _posted.Enqueue(work);
        if (_stopping) Abandon();
        // One write wakes the loop for everything that is posted before its next round.
        else if (Interlocked.Exchange(ref _wakeRaised, 1) == 0) _wake.Raise();
    }

    private void Run()
    {
        Span<long> keys = stackalloc long[64];
        while (!_stopping)
        {
            var count = _epoll.Wait(keys, MillisecondsToNextTimer());
            var ready = keys[..count];
            if (_urgent.Count > 0) RunUrgent(ready);
            for (var i = 0; i < count && !_stopping; i++)
            {
                if (ready[i] == WakeKey) RunPosted();
                else RunWatch(ready[i]);
            }
            RunTimers();
        }
        Abandon();
        _epoll.Dispose();
    }

    private void RunUrgent(Span<long> ready)
    {
        for (var i = 0; i < ready.Length && !_stopping; i++)
        {
            if (!_urgent.Contains(ready[i])) continue;
            RunWatch(ready[i]);
            // Not once more in this round.
            ready[i] = NoKey;
        }
    }

    // A watch that an earlier callback of this round has ended is not there any more.
    private void RunWatch(long key)
    {
        if (_watches.TryGetValue(key, out var callback)) callback();
    }

    private void RunPosted()
    {
        _wake.Lower();
        Interlocked.Exchange(ref _wakeRaised, 0);
        // Only work that is posted now: work that posts work must not delay descriptors.
        for (var left = _posted.Count; left > 0 && !_stopping && _posted.TryDequeue(out var work); left--)
            work.Run();
        if (!_posted.IsEmpty && Interlocked.Exchange(ref _wakeRaised, 1) == 0) _wake.Raise();
    }

    private void RunTimers()
    {
        var now = Now;
        while (!_stopping && _timers.TryPeek(out var timer, out _) && (timer.IsCancelled || timer.Due <= now))
        {
            _timers.Dequeue();
            timer.Fire();
        }
    }

    private int MillisecondsToNextTimer()
    {
        while (_timers.TryPeek(out var timer, out _))
        {
            if (timer.IsCancelled)
            {
                _timers.Dequeue();
                continue;
            }
            var wait = Math.Ceiling((timer.Due - Now).TotalMilliseconds);
            return (int)Math.Clamp(wait, 0, int.MaxValue);
        }
        return -1;
    }

    private void Abandon()
    {
        while (_posted.TryDequeue(out var work)) work.Abandon();
    }

    private void CheckOnLoop()
    {
        if (!IsOnLoop) throw new InvalidOperationException("only to be called on the event loop's thread");
    }

    private readonly record struct LoopWork(Action Run, Action Abandon);

    private sealed class LoopWatch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
