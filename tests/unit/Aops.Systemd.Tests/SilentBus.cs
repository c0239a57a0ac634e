using System.Net.Sockets;

namespace Aops.Systemd.Tests;

/// <summary>Somebody who accepts connections to a bus and never answers.</summary>
internal sealed class SilentBus : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-silent-").FullName;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SilentBus()
    {
        var path = Path.Combine(_folder, "bus");
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen();
        Address = "unix:path=" + path;
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    public void Dispose()
    {
        _socket.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
