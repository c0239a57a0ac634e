using Aops.Contracts;
using Aops.Ipc;
using Aops.Native.Events;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// Calls the peer's socket: at the own start, and again after growing waits while the peer lives and is not connected. A member
/// that lost its connection calls as well as one that starts, since the name of its own socket may be gone.
/// </summary>
internal sealed class PeerCaller(
    PeerWatchOptions options, EventLoop loop, PeerConnections connections, Func<bool> isWanted, ILogger logger)
    : IDisposable
{
    private const int StackBytes = 256 * 1024;

    /// <summary>Wait before the first call after a connection was lost.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Wait before a started peer is called, which calls by itself unless it finds no socket.</summary>
    public static readonly TimeSpan StartedWait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private LoopTimer? _timer;

    /// <summary>Longest wait between two calls.</summary>
    public TimeSpan WaitMax { get; set; } = options.Times.PingTimeout;

    /// <summary>Calls after a wait; zero for the call of the own start, which is made whatever the state is. On the loop.</summary>
    /// <param name="wait">The wait.</param>
    public void CallIn(TimeSpan wait)
    {
        _timer?.Cancel();
        _timer = loop.StartTimer(wait, () => OnDue(wait));
    }

    /// <summary>Gives up calls that are under way.</summary>
    public void Dispose() => _stop.Cancel();

    private void OnDue(TimeSpan waited)
    {
        var isFirst = waited == TimeSpan.Zero;
        if (connections.Any || (!isFirst && !isWanted())) return;
        // A peer that hangs accepts the call and says nothing: the loop must not wait for that.
        new Thread(Call, StackBytes) { IsBackground = true, Name = "peer-call" }.Start();
        var next = isFirst ? FirstWait : waited * 2;
        if (next < WaitMax) CallIn(next);
    }

    private void Call()
    {
        var peer = options.Mine.Peer();
        try
        {
            var link = LocalClient.TryConnect(options.Layout, peer, options.Mine, _stop.Token);
            if (link is null) return;
            if (link.PeerHello.Role == peer && !connections.Any) _ = ServeAsync(link);
            else link.Dispose();
        }
        catch (OperationCanceledException)
        {
        }
        catch (IOException e)
        {
            logger.PeerCallFailed(peer.ToString(), e.Message);
        }
    }

    private async Task ServeAsync(LocalLink link)
    {
        using (link) await connections.ServeAsync(link, _stop.Token);
    }
}
