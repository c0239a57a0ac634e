using System.Net.Sockets;
using Aops.Contracts;
using Aops.Layout;

namespace Aops.Ipc;

/// <summary>
/// The bound local socket of a member of the pair: mode 0600. It can be bound again after its name was deleted;
/// <see cref="LocalListener"/> then accepts on the new socket. The code that watches the name is independent of the
/// code that serves clients.
/// <para>Safe from any thread.</para>
/// </summary>
/// <param name="layout">The root; its run directory must exist when the socket is bound.</param>
/// <param name="role">The member that listens. The caller of <see cref="Bind"/> holds that member's lock.</param>
public sealed class LocalSocket(AopsLayout layout, Role role)
{
    private readonly Lock _gate = new();
    private Socket? _socket;
    private bool _isClosed;

    /// <summary>Path of the socket.</summary>
    public string Path { get; } = layout.Socket(role);

    /// <summary>The member that listens.</summary>
    public Role Role { get; } = role;

    /// <summary>
    /// Whether the socket is bound and its name still exists; without the name no client can connect.
    /// </summary>
    public bool IsIntact => Volatile.Read(ref _socket) is not null && File.Exists(Path);

    // Waits for a Bind in progress, so that the listener goes on with the resulting socket.
    internal Socket? Current
    {
        get
        {
            lock (_gate) return _socket;
        }
    }

    /// <summary>
    /// Binds the socket, or binds it again; connected clients stay connected. An existing socket file is replaced:
    /// it belongs to a dead process, since the caller holds the lock. Does nothing after the listener has closed
    /// it.
    /// </summary>
    /// <exception cref="SocketException">It cannot be bound; the caller may try again.</exception>
    /// <exception cref="IOException">An old socket file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to remove an old socket file is denied.</exception>
    public void Bind()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            // This order matters: closing the old socket unlinks its path, which must not be the new one's.
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
