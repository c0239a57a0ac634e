using System.Net.Sockets;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;

namespace Aops.BrokenSpm;

/// <summary>Connects to spa, and beats as a good spm would.</summary>
internal sealed class HealthyPinger(AopsLayout layout, Fault fault)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private long _sequence;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await PingAsync(cancellationToken);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                await Task.Delay(Period, cancellationToken);
            }
        }
    }

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var stream = new FrameStream(await ConnectAsync(socket, cancellationToken), fault.Version);
        await stream.GreetAsync(cancellationToken);
        while (true)
        {
            await stream.SendAsync(NextPing(), cancellationToken);
            await Task.Delay(Period, cancellationToken);
        }
    }

    private async Task<Socket> ConnectAsync(Socket socket, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(layout.Socket(Role.Spa)), cancellationToken);
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
