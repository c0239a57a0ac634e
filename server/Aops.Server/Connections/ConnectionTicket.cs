using Microsoft.AspNetCore.Connections;

namespace Aops.Server.Connections;

/// <summary>
/// One open connection of <see cref="ConnectionGate"/>. It may be closed for a newer one as long as no
/// token was shown on it and no request runs.
/// </summary>
internal sealed class ConnectionTicket(
    ConnectionGate gate, ConnectionContext connection, ClientAddress address, long openedAt)
{
    /// <summary>The connection.</summary>
    public ConnectionContext Connection { get; } = connection;

    /// <summary>The client's address.</summary>
    public ClientAddress Address { get; } = address;

    /// <summary>When it was accepted, as a timestamp of the gate's clock.</summary>
    public long OpenedAt { get; } = openedAt;

    /// <summary>
    /// The client that has shown a token on it; null for none. Only the gate changes this and what follows.
    /// </summary>
    public string? ProvenBy { get; set; }

    /// <summary>Number of requests that run.</summary>
    public int Requests { get; set; }

    /// <summary>Whether it was told to close, or is closed.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Its nodes in the two orders of closing.</summary>
    public LinkedListNode<ConnectionTicket>? Overall { get; set; }

    public LinkedListNode<ConnectionTicket>? OfAddress { get; set; }

    /// <summary>A request began: its headers are complete.</summary>
    public void BeginRequest() => gate.BeginRequest(this);

    /// <summary>A request ended.</summary>
    public void EndRequest() => gate.EndRequest(this);

    /// <summary>Marks that a client has shown a token.</summary>
    public void Prove(string who) => gate.Prove(this, who);
}
