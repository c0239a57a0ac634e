using System.Net.Sockets;
using Aops.Contracts;
using Aops.Contracts.Local;

namespace Aops.BrokenSpm;

/// <summary>Connects to spa, and beats as a good spm would.</summary>
internal sealed class HealthyPinger(AopsLayout layout, Fault fault)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private long _sequence;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await PingAsync(cancellation);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                await Task.Delay(Period, cancellation);
            }
        }
    }

    private async Task PingAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var stream = new FrameStream(await ConnectAsync(socket, cancellation), fault.Version);
        await stream.GreetAsync(cancellation);
        while (true)
        {
            await stream.SendAsync(NextPing(), cancellation);
            await Task.Delay(Period, cancellation);
        }
    }

    private async Task<Socket> ConnectAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(layout.Socket(Role.Spa)), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Ping NextPing()
    {
        var isHealthy = fault.Kind != FaultKind.Unhealthy;
        return new Ping
        {
            Sequence = ++_sequence,
            RssBytes = Environment.WorkingSet,
            Health = new SpmHealth { ConfigParsed = true, StateRead = true, SubAgentsAdopted = isHealthy },
        };
    }
}
