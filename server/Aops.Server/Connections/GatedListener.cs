using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Aops.Server.Connections;

/// <summary>
/// Accepts connections as the gate allows. Without a free descriptor it does not accept: clients wait in
/// the kernel's queue, and no CPU time is spent on accept calls that fail.
/// </summary>
internal sealed class GatedListener(IConnectionListener inner, ConnectionGate gate) : IConnectionListener
{
    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            await gate.WaitForRoomAsync(cancellationToken);
            if (await inner.AcceptAsync(cancellationToken) is not { } connection) return null;
            var address = ClientAddress.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
            if (gate.Enter(connection, address) is { } ticket)
            {
                connection.Features.Set(ticket);
                return new GatedConnection(connection, gate, ticket);
            }
            connection.Abort(new ConnectionAbortedException("There are too many connections."));
            await connection.DisposeAsync();
            gate.Leave(ticket: null);
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
