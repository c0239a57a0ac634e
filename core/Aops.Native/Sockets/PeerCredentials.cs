using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Aops.Native.Sockets;

/// <summary>
/// User and process at the other end of a Unix socket, as the kernel reports them (SO_PEERCRED, unix(7)).
/// </summary>
/// <param name="Pid">Pid of the process that connected or listened.</param>
/// <param name="UserId">User of that process.</param>
/// <param name="GroupId">Group of that process.</param>
public readonly record struct PeerCredentials(int Pid, uint UserId, uint GroupId)
{
    /// <summary>Reads the credentials.</summary>
    /// <param name="socket">A connected Unix socket.</param>
    /// <exception cref="SocketException">getsockopt(2) failed.</exception>
    public static PeerCredentials Of(Socket socket)
    {
        const int solSocket = 1;
        const int soPeerCred = 17;
        Span<int> credentials = stackalloc int[3];
        socket.GetRawSocketOption(solSocket, soPeerCred, MemoryMarshal.AsBytes(credentials));
        return new(credentials[0], (uint)credentials[1], (uint)credentials[2]);
    }

    /// <summary>Whether the peer is root or the user that this process runs as.</summary>
    public bool IsTrusted => UserId == 0 || UserId == CurrentUser.EffectiveId;
}
