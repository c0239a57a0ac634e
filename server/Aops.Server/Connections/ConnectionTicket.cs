using Microsoft.AspNetCore.Connections;

namespace Aops.Server.Connections;

/// <summary>
/// One open connection as <see cref="ConnectionGate"/> sees it. It has to make way for newer ones while nobody on it
/// has shown a token and no request is under way.
/// </summary>
internal sealed class ConnectionTicket(
    ConnectionGate gate, ConnectionContext connection, ClientAddress address, long openedAt)
{
    /// <summary>The connection.</summary>
    public ConnectionContext Connection { get; } = connection;

    /// <summary>Where it comes from.</summary>
    public ClientAddress Address { get; } = address;

    /// <summary>When it was accepted, as a timestamp of the gate's clock.</summary>
    public long OpenedAt { get; } = openedAt;

    /// <summary>Who has shown a token on it; null for nobody. Only the gate changes what follows.</summary>
    public string? ProvenBy { get; set; }

    /// <summary>Requests under way.</summary>
    public int Requests { get; set; }

    /// <summary>Whether it was told to close, or is closed.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Its places in the orders of those who make way.</summary>
    public LinkedListNode<ConnectionTicket>? Overall { get; set; }

    public LinkedListNode<ConnectionTicket>? OfAddress { get; set; }

    /// <summary>A request began: its headers are complete.</summary>
    public void BeginRequest() => gate.BeginRequest(this);

    /// <summary>A request ended.</summary>
    public void EndRequest() => gate.EndRequest(this);

    /// <summary>Somebody has shown a token on it.</summary>
    public void Prove(string who) => gate.Prove(this, who);
}
