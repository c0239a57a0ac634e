using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

// Connections to and from the other half.
public sealed partial class PeerWatch
{
    private static readonly TimeSpan FirstCallWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LateCallWait = TimeSpan.FromSeconds(1);

    // Both halves may call at the same time, so there may be two for a while; the newest is spoken on.
    private readonly Lock _linksGate = new();
    private readonly List<LocalConnection> _links = [];
    private Func<LocalMessage, CancellationToken, ValueTask<LocalMessage?>> _handle =
        (_, _) => new((LocalMessage?)null);

    /// <summary>
    /// Sets what is done with the messages of the other half; to be called before <see cref="Start"/>. What it returns
    /// is sent back; null sends nothing.
    /// </summary>
    /// <param name="handle">Called for one message of a connection at a time.</param>
    public void OnMessage(Func<LocalMessage, CancellationToken, ValueTask<LocalMessage?>> handle) => _handle = handle;

    /// <summary>
    /// Serves a connection whose hello says that it is the other half, until it ends. Every message on it is a sign of
    /// life.
    /// </summary>
    /// <param name="connection">The connection; the caller closes it.</param>
    /// <param name="cancellation">Stops serving.</param>
    public async Task ServeAsync(LocalConnection connection, CancellationToken cancellation)
    {
        // The start time at once: who is gone now is told by its end, not by whoever gets its pid next.
        if (ProcessIdentity.TryRead(connection.Peer.Pid) is not { } process) return;
        lock (_linksGate) _links.Add(connection);
        Attach(connection.PeerHello, process);
        try
        {
            while (await connection.ReceiveAsync(cancellation) is { } message)
            {
                Heard();
                if (await _handle(message, cancellation) is { } answer)
                    await connection.SendAsync(answer, cancellation);
            }
        }
        catch (IOException e)
        {
            LogLinkBroken(Peer.ToString(), e.Message);
        }
        finally
        {
            lock (_linksGate) _links.Remove(connection);
            Detach(process);
        }
    }

    /// <summary>
    /// Sends a message to the other half; one that it owes an answer for, from spm (<see cref="Beat"/>).
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether there was a connection that took it.</returns>
    public async ValueTask<bool> TrySendAsync(LocalMessage message, CancellationToken cancellation)
    {
        if (NewestLink is not { } link) return false;
        if (message is Beat) Asked();
        try
        {
            await link.SendAsync(message, cancellation);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    private LocalConnection? NewestLink
    {
        get
        {
            lock (_linksGate) return _links.Count > 0 ? _links[^1] : null;
        }
    }

    /// <summary>The other half is connected.</summary>
    internal void Attach(Hello hello, ProcessIdentity process) => Post(() =>
    {
        Follow(process);
        _connections++;
        _hasAnswered = true;
        _version = hello.Version;
        Heard();
        _options.Observer.Connected(hello, process);
        Raise(PeerTrigger.Connected);
    });

    /// <summary>One of its connections is closed.</summary>
    internal void Detach(ProcessIdentity process) => Post(() =>
    {
        // An end that was told by the pidfd has already closed all of them.
        if (_identity != process || _connections == 0 || --_connections > 0) return;
        Raise(PeerTrigger.Disconnected);
        if (_state == PeerState.Silent) _ = CallAsync(FirstCallWait, _stop.Token);
    });

    // Whoever starts calls the other; a half that lost the connection calls too, as its own name may be gone.
    private async Task CallAsync(TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            while (wait < _times.PingTimeout)
            {
                await Task.Delay(wait, _time, cancellation);
                if (wait > TimeSpan.Zero && _snapshot.State is not (PeerState.Silent or PeerState.Starting)) return;
                if (await TryCallAsync(cancellation)) return;
                wait = wait == TimeSpan.Zero ? FirstCallWait : wait * 2;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> TryCallAsync(CancellationToken cancellation)
    {
        if (NewestLink is not null) return true;
        try
        {
            var connection = await LocalClient.TryConnectAsync(_options.Layout, Peer, _options.Mine, cancellation);
            if (connection is null) return false;
            if (connection.PeerHello.Role != Peer)
            {
                await connection.DisposeAsync();
                return false;
            }
            _ = ServeOutgoingAsync(connection);
            return true;
        }
        catch (IOException e)
        {
            LogLinkBroken(Peer.ToString(), e.Message);
            return false;
        }
    }

    private async Task ServeOutgoingAsync(LocalConnection connection)
    {
        await using (connection)
        {
            try
            {
                await ServeAsync(connection, _stop.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "the connection with {Peer} broke: {Reason}")]
    private partial void LogLinkBroken(string peer, string reason);
}
