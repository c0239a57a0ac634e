using System.Net.Sockets;
using Aops.Contracts;

namespace Aops.Ipc;

/// <summary>
/// The bound name of one half's local socket: mode 0600. It can be bound again after somebody deleted the name, and
/// <see cref="LocalListener"/>, which accepts on it, then goes on with the new socket. Who looks after the name needs
/// nothing of who serves the clients.
/// <para>Safe from any thread.</para>
/// </summary>
/// <param name="layout">The root; its run directory exists when the socket is bound.</param>
/// <param name="role">Whose socket. The caller of <see cref="Bind"/> holds that half's lock.</param>
public sealed class LocalSocket(AopsLayout layout, Role role)
{
    private readonly Lock _gate = new();
    private Socket? _socket;
    private bool _isClosed;

    /// <summary>Name of the socket.</summary>
    public string Path { get; } = layout.Socket(role);

    /// <summary>Whose socket it is.</summary>
    public Role Role { get; } = role;

    /// <summary>Whether it is bound and its name is still there; without it nobody can connect any more.</summary>
    public bool IsIntact => Volatile.Read(ref _socket) is not null && File.Exists(Path);

    // Waits for a Bind that is under way: whoever accepts goes on with what comes of it.
    internal Socket? Current
    {
        get
        {
            lock (_gate) return _socket;
        }
    }

    /// <summary>
    /// Binds it, or binds it again. Clients that are connected go on. A socket that is there belongs to a dead process,
    /// since the caller holds the lock, and is replaced. After the listener has closed it, does nothing.
    /// </summary>
    /// <exception cref="SocketException">It cannot be bound; it may be tried again.</exception>
    /// <exception cref="IOException">An old name cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public void Bind()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            // In this order: closing the old socket would take the new name away.
            _socket?.Dispose();
            _socket = null;
            _socket = Open();
        }
    }

    /// <summary>Closes it for good and removes the name.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _socket?.Dispose();
            _socket = null;
        }
    }

    private Socket Open()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(Path);
            using (var name = new SocketPath(Path)) socket.Bind(name.EndPoint);
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(backlog: 4 * Limits.LocalConnectionsMax);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
