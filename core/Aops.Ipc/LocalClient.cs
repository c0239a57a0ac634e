using System.Net.Sockets;
using Aops.Contracts;
using Aops.Layout;

namespace Aops.Ipc;

/// <summary>Connects to the local socket of a member of the pair.</summary>
public static class LocalClient
{
    /// <summary>Connects and exchanges hellos, on the calling thread.</summary>
    /// <param name="to">The member to connect to.</param>
    /// <param name="mine">Role of this process.</param>
    /// <returns>
    /// The link; null if no process listens, or the listener closed the connection at once because it is exiting or
    /// has reached its limit of clients.
    /// </returns>
    /// <exception cref="FrameException">The listener violates the protocol or hangs.</exception>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public static LocalLink? TryConnect(AopsLayout layout, Role to, Role mine, CancellationToken cancellationToken)
    {
        var path = layout.Socket(to);
        if (!Directory.Exists(Path.GetDirectoryName(path))) return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Closing the socket unblocks any call that waits on it.
        using var end = cancellationToken.Register(socket.Dispose);
        try
        {
            using (var name = new SocketPath(path)) socket.Connect(name.EndPoint);
            return LocalLink.Open(socket, mine);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch (IOException e) when (e is not FrameException)
        {
            return null;
        }
    }

    /// <summary>Connects and exchanges hellos; see <see cref="TryConnect"/>.</summary>
    /// <param name="to">The member to connect to.</param>
    /// <param name="mine">Role of this process.</param>
    public static async Task<LocalConnection?> TryConnectAsync(
        AopsLayout layout, Role to, Role mine, CancellationToken cancellationToken) =>
        await Task.Run(() => TryConnect(layout, to, mine, cancellationToken), cancellationToken) is { } link
            ? new LocalConnection(link)
            : null;
}
