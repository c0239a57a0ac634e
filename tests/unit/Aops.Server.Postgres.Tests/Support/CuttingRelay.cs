using System.Net.Sockets;

namespace Aops.Server.Postgres.Tests.Support;

/// <summary>
/// A socket before that of PostgreSQL, which passes everything on, and cuts the connection once: at a COMMIT, before it
/// comes to PostgreSQL or after.
/// </summary>
internal sealed class CuttingRelay : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Socket> _sockets = [];
    private readonly string _target;
    private readonly Task _accepting;
    private bool? _isCutAfter;

    public CuttingRelay(string folder, string target)
    {
        Folder = folder;
        _target = target;
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, Name)));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    private static string Name => ".s.PGSQL.5432";

    /// <summary>Folder of the socket.</summary>
    public string Folder { get; }

    /// <summary>Times that it has cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts at the next COMMIT.</summary>
    /// <param name="isAfter">Whether PostgreSQL still gets it.</param>
    public void CutNext(bool isAfter) => _isCutAfter = isAfter;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        lock (_sockets) _sockets.ForEach(socket => socket.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync();
                var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await server.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_target, Name)));
                lock (_sockets) _sockets.AddRange([client, server]);
                _ = PassAsync(client, server, mayCut: true);
                _ = PassAsync(server, client, mayCut: false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool mayCut)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                // A whole statement: a transaction begins with READ COMMITTED.
                var cut = mayCut && buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0 ? _isCutAfter : null;
                if (cut != false) await to.SendAsync(buffer.AsMemory(0, count));
                if (cut is null) continue;
                _isCutAfter = null;
                Cuts++;
                from.Dispose();
                to.Shutdown(SocketShutdown.Send);
                return;
            }
            to.Dispose();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            to.Dispose();
        }
    }
}
