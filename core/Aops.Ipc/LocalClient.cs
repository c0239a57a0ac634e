using System.Net.Sockets;
using Aops.Contracts;

namespace Aops.Ipc;

/// <summary>Connects to a half of the pair.</summary>
public static class LocalClient
{
    /// <summary>Connects and shakes hands.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="to">The half.</param>
    /// <param name="mine">Who this side is.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The connection; null if nobody listens, or whoever does closed at once: it is ending, or has no place left.</returns>
    /// <exception cref="FrameException">Somebody listens who does not speak as a half should, or hangs.</exception>
    public static async Task<LocalConnection?> TryConnectAsync(
        AopsLayout layout, Role to, Role mine, CancellationToken cancellation)
    {
        var path = layout.Socket(to);
        if (!Directory.Exists(Path.GetDirectoryName(path))) return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var name = new SocketPath(path);
            await socket.ConnectAsync(name.EndPoint, cancellation);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        try
        {
            return await LocalConnection.OpenAsync(socket, mine, cancellation);
        }
        catch (IOException e) when (e is not FrameException)
        {
            return null;
        }
    }
}
