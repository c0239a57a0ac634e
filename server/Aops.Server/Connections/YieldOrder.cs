namespace Aops.Server.Connections;

/// <summary>
/// The order in which connections are closed for newer ones: first those without any request, oldest first;
/// then idle ones, longest idle first.
/// </summary>
internal sealed class YieldOrder
{
    private readonly LinkedList<ConnectionTicket> _silent = [];
    private readonly LinkedList<ConnectionTicket> _idle = [];

    /// <summary>The next one to close, or null.</summary>
    public ConnectionTicket? Next => (_silent.First ?? _idle.First)?.Value;

    /// <summary>The oldest without a request, or null.</summary>
    public ConnectionTicket? OldestSilent => _silent.First?.Value;

    /// <summary>Adds a connection without a request.</summary>
    public LinkedListNode<ConnectionTicket> AddSilent(ConnectionTicket ticket) => _silent.AddLast(ticket);

    /// <summary>Adds a connection that became idle.</summary>
    public LinkedListNode<ConnectionTicket> AddIdle(ConnectionTicket ticket) => _idle.AddLast(ticket);
}
