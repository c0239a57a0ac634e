using System.Net.Sockets;
using System.Text;

namespace Aops.TestSupport;

/// <summary>systemd's end of <c>NOTIFY_SOCKET</c>.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string? _folder;

    public NotifySocket(bool isAbstract)
    {
        if (isAbstract)
        {
            Variable = $"@aops-notify-{Guid.NewGuid():N}";
            _socket.Bind(new UnixDomainSocketEndPoint("\0" + Variable[1..]));
        }
        else
        {
            _folder = Directory.CreateTempSubdirectory("aops-notify-").FullName;
            Variable = Path.Combine(_folder, "notify");
            _socket.Bind(new UnixDomainSocketEndPoint(Variable));
        }
        _socket.ReceiveTimeout = 5_000;
    }

    /// <summary>What the variable would hold.</summary>
    public string Variable { get; }

    /// <summary>The next message.</summary>
    public string Receive()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer));
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }
}
