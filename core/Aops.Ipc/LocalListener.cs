using System.Net.Sockets;
using Aops.Contracts;
using Microsoft.Extensions.Logging;

namespace Aops.Ipc;

/// <summary>
/// Serves the local socket of one half: mode 0600, root and the owner only, at most
/// <see cref="Limits.LocalConnectionsMax"/> clients at once (a further one is closed at once).
/// </summary>
public sealed partial class LocalListener : IAsyncDisposable
{
    private const int StackBytes = 256 * 1024;

    private static readonly TimeSpan AcceptRetryWait = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket;
    private readonly Role _role;
    private readonly Func<LocalLink, CancellationToken, Task> _serve;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(Limits.LocalConnectionsMax, Limits.LocalConnectionsMax);
    private readonly Thread _accepting;
    private volatile bool _retired;

    private LocalListener(
        Socket socket, string path, Role role, Func<LocalLink, CancellationToken, Task> serve, ILogger logger)
    {
        _socket = socket;
        Path = path;
        _role = role;
        _serve = serve;
        _logger = logger;
        _accepting = StartThread("local-accept", Accept);
    }

    /// <summary>Name of the socket.</summary>
    public string Path { get; }

    /// <summary>Whether the name is still there; without it nobody can connect any more.</summary>
    public bool IsIntact => File.Exists(Path);

    /// <summary>
    /// Binds the socket and begins to serve. The caller holds the half's lock, so a socket that is there is a dead
    /// one and is replaced.
    /// </summary>
    /// <param name="layout">The root; its run directory exists.</param>
    /// <param name="role">Whose socket.</param>
    /// <param name="serve">
    /// Serves one client until its task ends; the link is then closed. Called on a thread of the client's own, which it
    /// may keep.
    /// </param>
    /// <param name="logger">For faults of clients, at Debug.</param>
    /// <exception cref="SocketException">The socket cannot be bound.</exception>
    public static LocalListener Start(
        AopsLayout layout, Role role, Func<LocalLink, CancellationToken, Task> serve, ILogger logger)
    {
        var path = layout.Socket(role);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            using (var name = new SocketPath(path)) socket.Bind(name.EndPoint);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(backlog: 4 * Limits.LocalConnectionsMax);
            return new LocalListener(socket, path, role, serve, logger);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Stops serving, removes the name, and waits until every client was let go.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        _accepting.Join();
        for (var i = 0; i < Limits.LocalConnectionsMax; i++) await _places.WaitAsync();
        _stop.Dispose();
    }

    /// <summary>Stops accepting; clients that are connected go on. For a successor after the name was deleted.</summary>
    public void Retire()
    {
        _retired = true;
        _socket.Dispose();
        _accepting.Join();
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
            Socket client;
            try
            {
                // Accept alone would pin the array for an address while it waits: the heap could not shrink around it.
                _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
                client = _socket.Accept();
            }
            catch (Exception) when (_stop.IsCancellationRequested || _retired)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors: those who wait are served once some are free again.
                LogAcceptFailed(Path, e.Message);
                _stop.Token.WaitHandle.WaitOne(AcceptRetryWait);
                continue;
            }
            if (_places.Wait(0)) StartThread("local-client", () => _ = ServeAsync(client));
            else client.Dispose();
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            // A client that says nothing holds up nobody but the thread that is its own.
            using var end = _stop.Token.Register(client.Dispose);
            using var link = LocalLink.Open(client, _role);
            await _serve(link, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (IOException e)
        {
            LogClientFailed(Path, e.Message);
        }
        catch (Exception e)
        {
            LogServeFailed(e, Path);
        }
        finally
        {
            _places.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: cannot accept a client: {Reason}; trying on")]
    private partial void LogAcceptFailed(string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path}: a request ended in a bug; the client was let go")]
    private partial void LogServeFailed(Exception e, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Path}: a client was let go: {Reason}")]
    private partial void LogClientFailed(string path, string reason);
}
