using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

// Connections to and from the other half: read on the watch's own thread, so that a beat wakes that one thread only.
public sealed partial class PeerWatch
{
    private static readonly TimeSpan FirstCallWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LateCallWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BrokenWait = TimeSpan.FromMilliseconds(20);

    // Both halves may call at the same time, so there may be two for a while; the newest is spoken on.
    private readonly Lock _linksGate = new();
    private readonly List<PeerLink> _links = [];
    private readonly List<PeerLink> _broken = [];
    private bool _areLinksClosed;
    private long _lastLinkKey = WakeKey;
    private TimeSpan _brokenDue;
    private TimeSpan? _callDue;
    private TimeSpan _callWait;

    private bool IsLinked
    {
        get
        {
            lock (_linksGate) return _links.Count > 0;
        }
    }

    /// <summary>
    /// Serves a link whose hello says that it is the other half, until it ends. Every message on it is a sign of life.
    /// </summary>
    /// <param name="link">The link; the caller closes it once the task has ended.</param>
    /// <param name="cancellation">Stops serving.</param>
    public async Task ServeAsync(LocalLink link, CancellationToken cancellation)
    {
        // The start time at once: who is gone now is told by its end, not by whoever gets its pid next.
        if (ProcessIdentity.TryRead(link.Peer.Pid) is not { } process) return;
        var served = new PeerLink(Interlocked.Increment(ref _lastLinkKey), link, process);
        lock (_linksGate)
        {
            if (_areLinksClosed) return;
            _links.Add(served);
        }
        Post(() => Link(served));
        using var end = cancellation.Register(() => Post(() => Unlink(served)));
        await served.Ended.Task;
    }

    /// <summary>
    /// Sends a message to the other half; one that it owes an answer for, from spm (<see cref="Ping"/>).
    /// </summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was a connection that took it.</returns>
    public bool TrySend(LocalMessage message)
    {
        LocalLink? link;
        lock (_linksGate) link = _links.Count > 0 ? _links[^1].Link : null;
        if (link is null) return false;
        if (message is Ping) PingSent();
        try
        {
            link.Send(message);
            return true;
        }
        catch (IOException e)
        {
            LogLinkBroken(Peer.ToString(), e.Message);
            return false;
        }
    }

    /// <summary>The other half is connected.</summary>
    internal void Attach(Hello hello, ProcessIdentity process) => Post(() => Attached(hello, process));

    /// <summary>One of its connections is closed.</summary>
    internal void Detach(ProcessIdentity process) => Post(() => Detached(process));

    // False for a hello that was read after the end of who said it: the one that was started since is the other half.
    private bool Attached(Hello hello, ProcessIdentity process)
    {
        if (process == _lastEnded) return false;
        Follow(process);
        _connections++;
        _hasAnswered = true;
        _version = hello.Version;
        ResetPingTimer();
        _options.Observer.Connected(this, hello, process);
        Raise(PeerTrigger.Connected);
        return true;
    }

    private void Detached(ProcessIdentity process)
    {
        // An end that was told by the pidfd has already closed all of them.
        if (_identity != process || _connections == 0 || --_connections > 0) return;
        Raise(PeerTrigger.Disconnected);
        if (_state == PeerState.Silent) CallIn(FirstCallWait);
    }

    private void Link(PeerLink link)
    {
        _epoll.Add(link.Link.Handle, link.Key);
        if (!Attached(link.Link.PeerHello, link.Process)) Unlink(link);
    }

    private void Unlink(PeerLink link)
    {
        lock (_linksGate)
        {
            if (!_links.Remove(link)) return;
        }
        if (!_broken.Remove(link)) _epoll.Remove(link.Link.Handle);
        Detached(link.Process);
        link.Ended.TrySetResult();
    }

    // One call that does not wait, as the link is readable: the rest makes it readable again.
    private void ReadLink(long key)
    {
        PeerLink? link;
        lock (_linksGate) link = _links.Find(l => l.Key == key);
        if (link is null) return;
        try
        {
            var isOpen = link.Link.Fill();
            while (link.Link.TryTake(out var message))
            {
                ResetPingTimer();
                if (_options.Observer.Received(this, message) is { } answer) link.Link.Send(answer);
            }
            if (isOpen) return;
        }
        catch (IOException e)
        {
            LogLinkBroken(Peer.ToString(), e.Message);
        }
        // Mostly the first sign of an end, which the pidfd tells as soon as the kernel has taken the process down. What
        // follows from a closed connection wakes others, who would take the processor from that.
        _epoll.Remove(link.Link.Handle);
        _broken.Add(link);
        _brokenDue = Now + BrokenWait;
    }

    private void UnlinkBroken()
    {
        for (var i = _broken.Count - 1; i >= 0; i--)
        {
            var link = _broken[i];
            if (_process is null || link.Process != _identity || Now >= _brokenDue) Unlink(link);
        }
    }

    private void CloseLinks()
    {
        lock (_linksGate)
        {
            _areLinksClosed = true;
            foreach (var link in _links) link.Ended.TrySetResult();
            _links.Clear();
        }
    }

    // Whoever starts calls the other; a half that lost the connection calls too, as its own name may be gone.
    private void CallIn(TimeSpan wait) => (_callWait, _callDue) = (wait, Now + wait);

    private void CallIfDue()
    {
        if (_callDue is not { } due || Now < due) return;
        _callDue = null;
        var isFirst = _callWait == TimeSpan.Zero;
        if (IsLinked || (!isFirst && _state is not (PeerState.Silent or PeerState.Starting))) return;
        // A half that hangs takes the call and says nothing: that wait must not be this thread's.
        new Thread(Call, StackBytes) { IsBackground = true, Name = "peer-call" }.Start();
        var next = isFirst ? FirstCallWait : _callWait * 2;
        if (next < _times.PingTimeout) CallIn(next);
    }

    private void Call()
    {
        try
        {
            var link = LocalClient.TryConnect(_options.Layout, Peer, _options.Mine, _stop.Token);
            if (link is null) return;
            if (link.PeerHello.Role == Peer && !IsLinked) _ = ServeOutgoingAsync(link);
            else link.Dispose();
        }
        catch (OperationCanceledException)
        {
        }
        catch (IOException e)
        {
            LogLinkBroken(Peer.ToString(), e.Message);
        }
    }

    private async Task ServeOutgoingAsync(LocalLink link)
    {
        using (link) await ServeAsync(link, _stop.Token);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "the connection with {Peer} broke: {Reason}")]
    private partial void LogLinkBroken(string peer, string reason);
}
