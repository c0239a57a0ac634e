using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Aops.Supervision.Bench;

/// <summary>Hears from each child its pid and when its first instruction ran, by CLOCK_MONOTONIC.</summary>
internal sealed class BeaconSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[64];

    public BeaconSocket(string path)
    {
        Path = path;
        _socket.ReceiveTimeout = 10_000;
        _socket.ReceiveBufferSize = 1 << 20;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    public string Path { get; }

    /// <summary>The same clock, in nanoseconds (Stopwatch counts CLOCK_MONOTONIC in them).</summary>
    public static long Now => Stopwatch.GetTimestamp();

    public (int Pid, long At) Receive()
    {
        var count = _socket.Receive(_buffer);
        var parts = Encoding.ASCII.GetString(_buffer, 0, count).Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _socket.Dispose();
}
