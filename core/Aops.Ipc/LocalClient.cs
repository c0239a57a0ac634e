using System.Net.Sockets;
using Aops.Contracts;

namespace Aops.Ipc;

/// <summary>Connects to a half of the pair.</summary>
public static class LocalClient
{
    /// <summary>Connects and shakes hands, on the calling thread.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="to">The half.</param>
    /// <param name="mine">Who this side is.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The link; null if nobody listens, or whoever does closed at once: it is ending, or has no place left.</returns>
    /// <exception cref="FrameException">Somebody listens who does not speak as a half should, or hangs.</exception>
    /// <exception cref="OperationCanceledException">The attempt was ended.</exception>
    public static LocalLink? TryConnect(AopsLayout layout, Role to, Role mine, CancellationToken cancellation)
    {
        var path = layout.Socket(to);
        if (!Directory.Exists(Path.GetDirectoryName(path))) return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Closing the socket ends whatever call waits on it.
        using var end = cancellation.Register(socket.Dispose);
        try
        {
            using (var name = new SocketPath(path)) socket.Connect(name.EndPoint);
            return LocalLink.Open(socket, mine);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
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

    /// <summary>Connects and shakes hands; as <see cref="TryConnect"/>.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="to">The half.</param>
    /// <param name="mine">Who this side is.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<LocalConnection?> TryConnectAsync(
        AopsLayout layout, Role to, Role mine, CancellationToken cancellation) =>
        await Task.Run(() => TryConnect(layout, to, mine, cancellation), cancellation) is { } link
            ? new LocalConnection(link)
            : null;
}
