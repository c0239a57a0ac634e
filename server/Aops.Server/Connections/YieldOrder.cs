namespace Aops.Server.Connections;

/// <summary>
/// Connections that make way for newer ones: first those that were silent from the start, the oldest first, then those
/// that are idle, the one first that is so for the longest time.
/// </summary>
internal sealed class YieldOrder
{
    private readonly LinkedList<ConnectionTicket> _silent = [];
    private readonly LinkedList<ConnectionTicket> _idle = [];

    /// <summary>Whose turn it is, or null.</summary>
    public ConnectionTicket? Next => (_silent.First ?? _idle.First)?.Value;

    /// <summary>The oldest that has not sent a request yet, or null.</summary>
    public ConnectionTicket? OldestSilent => _silent.First?.Value;

    /// <summary>Adds one that has not sent a request yet.</summary>
    public LinkedListNode<ConnectionTicket> AddSilent(ConnectionTicket ticket) => _silent.AddLast(ticket);

    /// <summary>Adds one that has become idle.</summary>
    public LinkedListNode<ConnectionTicket> AddIdle(ConnectionTicket ticket) => _idle.AddLast(ticket);
}
