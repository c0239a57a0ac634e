using System.Collections.Concurrent;

namespace Aops.Pair;

// The one thread and what it waits for.
public sealed partial class PeerWatch
{
    private readonly Lock _inboxGate = new();
    private readonly ConcurrentQueue<Action> _inbox = new();
    private readonly long[] _ready = new long[16];
    private bool _isClosed;

    private void Post(Action action)
    {
        lock (_inboxGate)
        {
            if (_isClosed) return;
            _inbox.Enqueue(action);
            _wake.Raise();
        }
    }

    private void Loop()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                while (_inbox.TryDequeue(out var action)) action();
                CallIfDue();
                if (Wait()) OnEnded();
                else if (Now >= Due) OnDue(Now - Due);
                UnlinkBroken();
                if (_children.Count > 0) ReapOthers();
            }
        }
        finally
        {
            Close();
        }
    }

    // Whether the other half has ended: its end goes before what it said last.
    private bool Wait()
    {
        var count = _epoll.Wait(_ready, MillisecondsUntilDue());
        var ready = _ready.AsSpan(0, count);
        if (ready.Contains(ProcessKey) && _process is not null) return true;
        foreach (var key in ready)
        {
            if (key == WakeKey) _wake.Lower();
            else if (key > WakeKey) ReadLink(key);
        }
        return false;
    }

    // Rounded up: a wait that ends just before the deadline would only be begun again.
    private int MillisecondsUntilDue()
    {
        var due = _callDue is { } call && call < Due ? call : Due;
        if (_broken.Count > 0 && _brokenDue < due) due = _brokenDue;
        return (int)Math.Clamp(Math.Ceiling((due - Now).TotalMilliseconds), 0, int.MaxValue);
    }

    private void Close()
    {
        lock (_inboxGate) _isClosed = true;
        CloseLinks();
        _ended.TrySetResult();
    }
}
