using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aops.Server.Connections;

/// <summary>Kestrel's socket transport behind the gate; it also closes connections that stay silent.</summary>
internal sealed class GatedTransport : IConnectionListenerFactory, IDisposable
{
    private static readonly TimeSpan SilencePeriod = TimeSpan.FromSeconds(1);

    private readonly SocketTransportFactory _sockets;
    private readonly ConnectionGate _gate;
    private readonly ITimer _silence;

    public GatedTransport(ConnectionGate gate, TimeProvider clock, ILoggerFactory logs)
    {
        _gate = gate;
        _sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions
        {
            MaxReadBufferSize = ServerLimits.ReadAheadBytesMax,
            MaxWriteBufferSize = ServerLimits.ReadAheadBytesMax,
        }), logs);
        _silence = clock.CreateTimer(
            static gate => ((ConnectionGate)gate!).CloseSilent(), gate, SilencePeriod, SilencePeriod);
    }

    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new GatedListener(await _sockets.BindAsync(endpoint, cancellationToken), _gate);

    public void Dispose() => _silence.Dispose();
}
