using System.Net.Sockets;
using Aops.Contracts;
using Microsoft.Extensions.Logging;

namespace Aops.Ipc;

/// <summary>
/// Serves the local socket of a member of the pair: for root and the owner only, at most
/// <see cref="Limits.LocalConnectionsMax"/> clients at a time (a further one is disconnected at once).
/// </summary>
public sealed partial class LocalListener : IAsyncDisposable
{
    private const int StackBytes = 256 * 1024;

    private static readonly TimeSpan AcceptRetryWait = TimeSpan.FromMilliseconds(200);

    private readonly LocalSocket _socket;
    private readonly Func<LocalLink, CancellationToken, Task> _serve;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(Limits.LocalConnectionsMax, Limits.LocalConnectionsMax);
    private readonly Thread _accepting;

    private LocalListener(
        LocalSocket socket, Func<LocalLink, CancellationToken, Task> serve, ILogger logger)
    {
        _socket = socket;
        _serve = serve;
        _logger = logger;
        _accepting = StartThread("local-accept", Accept);
    }

    /// <summary>Binds the socket and begins to serve.</summary>
    /// <param name="socket">The socket; the listener owns and closes it.</param>
    /// <param name="serve">
    /// Serves one client until its task ends; the link is then closed. Called on a thread per client, which it may
    /// block.
    /// </param>
    /// <param name="logger">Receives faults of clients, at Debug.</param>
    /// <exception cref="SocketException">The socket cannot be bound.</exception>
    public static LocalListener Start(
        LocalSocket socket, Func<LocalLink, CancellationToken, Task> serve, ILogger logger)
    {
        socket.Bind();
        return new LocalListener(socket, serve, logger);
    }

    /// <summary>
    /// Stops serving, removes the socket's name, and waits until every client has been disconnected.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Close();
        _accepting.Join();
        for (var i = 0; i < Limits.LocalConnectionsMax; i++) await _places.WaitAsync();
        _stop.Dispose();
    }

    private static Thread StartThread(string name, ThreadStart run)
    {
        var thread = new Thread(run, StackBytes) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private void Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            var bound = _socket.Current;
            try
            {
                if (bound is not null) Accept(bound);
                // The socket was deleted and could not be bound again yet; the owner of LocalSocket keeps trying.
                else _stop.Token.WaitHandle.WaitOne(AcceptRetryWait);
            }
            catch (Exception) when (_stop.IsCancellationRequested || _socket.Current != bound)
            {
                // The socket was closed during the wait, either for good or because a new one was bound.
            }
            catch (SocketException e)
            {
                // Out of descriptors: waiting clients are accepted once a descriptor is free.
                LogAcceptFailed(_socket.Path, e.Message);
                _stop.Token.WaitHandle.WaitOne(AcceptRetryWait);
            }
        }
    }

    private void Accept(Socket bound)
    {
        // A blocking accept pins its address buffer while it waits, which keeps the heap from shrinking around it.
        bound.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
        var client = bound.Accept();
        if (_places.Wait(0)) StartThread("local-client", () => _ = ServeAsync(client));
        else client.Dispose();
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            // A client that sends nothing blocks only its own thread.
            using var end = _stop.Token.Register(client.Dispose);
            using var link = LocalLink.Open(client, _socket.Role);
            await _serve(link, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (IOException e)
        {
            LogClientFailed(_socket.Path, e.Message);
        }
        catch (Exception e)
        {
            LogServeFailed(e, _socket.Path);
        }
        finally
        {
            _places.Release();
        }
    }

    [LoggerMessage(1100, LogLevel.Warning, "{Path}: cannot accept a client: {Reason}; trying on")]
    private partial void LogAcceptFailed(string path, string reason);

    [LoggerMessage(1101, LogLevel.Error, "{Path}: a request ended in a bug; the client was let go")]
    private partial void LogServeFailed(Exception e, string path);

    [LoggerMessage(1102, LogLevel.Debug, "{Path}: a client was let go: {Reason}")]
    private partial void LogClientFailed(string path, string reason);
}
