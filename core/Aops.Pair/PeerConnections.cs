using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Native.Events;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// The connections with the peer. Both members may call at the same time, so there may be two for a while; the newest is
/// written to. They are read on the thread of the watch, so that a ping wakes that one thread only.
/// </summary>
internal sealed class PeerConnections(
    Role peer, EventLoop loop, PingTimer pings, IPeerLinkOwner owner, ILogger logger)
{
    private static readonly TimeSpan EndWait = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<PeerLink> _links = [];
    private readonly List<PeerLink> _broken = [];
    private bool _isClosed;

    /// <summary>Whether there is a connection.</summary>
    public bool Any
    {
        get
        {
            lock (_gate) return _links.Count > 0;
        }
    }

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="link">The connection; the caller closes it once the task has ended.</param>
    /// <param name="cancellationToken">Stops serving.</param>
    public async Task ServeAsync(LocalLink link, CancellationToken cancellationToken)
    {
        // The start time is read at once: a process that is gone is told by its end, not by the next one with its pid.
        if (ProcessIdentity.TryRead(link.Peer.Pid) is not { } process) return;
        var served = new PeerLink(link, process);
        lock (_gate)
        {
            if (_isClosed) return;
            _links.Add(served);
        }
        loop.Post(() => Attach(served));
        using var end = cancellationToken.Register(() => loop.Post(() => Detach(served)));
        await served.Ended.Task;
    }

    /// <summary>Sends a message on the newest connection. From any thread.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether a connection took it.</returns>
    public bool TrySend(LocalMessage message)
    {
        LocalLink? link;
        lock (_gate) link = _links.Count > 0 ? _links[^1].Link : null;
        if (link is null) return false;
        if (message is Ping) pings.PingSent();
        try
        {
            link.Send(message);
            return true;
        }
        catch (IOException e)
        {
            logger.PeerConnectionBroke(peer.ToString(), e.Message);
            return false;
        }
    }

    /// <summary>Detaches broken connections at once: the end of their process was told. On the loop.</summary>
    public void DetachBroken()
    {
        foreach (var link in _broken.ToArray()) Detach(link);
    }

    /// <summary>Ends all, once the loop has ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var link in _links) link.Ended.TrySetResult();
            _links.Clear();
        }
    }

    private void Attach(PeerLink link)
    {
        link.Watch = loop.Watch(link.Link.Handle, () => Read(link));
        if (!owner.Attached(link.Link.PeerHello, link.Process)) Detach(link);
    }

    private void Detach(PeerLink link)
    {
        lock (_gate)
        {
            if (!_links.Remove(link)) return;
        }
        _broken.Remove(link);
        link.Watch?.Dispose();
        owner.Detached(link.Process);
        link.Ended.TrySetResult();
    }

    // One call that does not wait, as the link is readable: the rest makes it readable again.
    private void Read(PeerLink link)
    {
        try
        {
            var isOpen = link.Link.Fill();
            while (link.Link.TryTake(out var message))
            {
                pings.Reset();
                if (owner.Received(message) is { } answer) link.Link.Send(answer);
            }
            if (isOpen) return;
        }
        catch (IOException e)
        {
            logger.PeerConnectionBroke(peer.ToString(), e.Message);
        }
        Break(link);
    }

    // A closed connection is mostly the first sign of an end, which the pidfd tells as soon as the kernel has taken the
    // process down. What follows from it wakes other threads, which would compete with that: it waits a moment.
    private void Break(PeerLink link)
    {
        if (!owner.IsEndTold(link.Process))
        {
            Detach(link);
            return;
        }
        link.Watch?.Dispose();
        _broken.Add(link);
        loop.StartTimer(EndWait, () => Detach(link));
    }
}
