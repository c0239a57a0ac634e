using Microsoft.AspNetCore.Connections;

namespace Aops.Server.Connections;

/// <summary>
/// Decides which connections are served. There are never more than the plan allows, including those being
/// closed, so that descriptors never run out. At the limit of an address or of all, a new connection
/// replaces one that has shown no token: silent connections cannot keep others out. A connection with a
/// token stays.
/// </summary>
internal sealed class ConnectionGate(DescriptorPlan plan, TimeProvider clock, RefusalLog refusals)
{
    private readonly Lock _gate = new();
    private readonly YieldOrder _yielding = new();
    private readonly Dictionary<ClientAddress, AddressShare> _addresses = [];
    private readonly Dictionary<string, int> _proven = [];
    private TaskCompletionSource _room = NewSignal();
    private int _open;
    private int _serving;

    /// <summary>Connections that are served now.</summary>
    public int Serving
    {
        get { lock (_gate) return _serving; }
    }

    /// <summary>Waits until there is a descriptor for one more connection, even if only to refuse it.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_open < plan.ConnectionsMax + plan.ClosingMax) return;
                if (_room.Task.IsCompleted) _room = NewSignal();
                room = _room.Task;
            }
            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Registers a connection.</summary>
    /// <returns>
    /// Its ticket; null if it cannot be served. The caller calls <see cref="Leave"/> in both cases.
    /// </returns>
    public ConnectionTicket? Enter(ConnectionContext connection, ClientAddress address)
    {
        ConnectionTicket? ousted = null;
        ConnectionTicket? ticket = null;
        lock (_gate)
        {
            _open++;
            var share = ShareOf(address);
            if (share.Count >= plan.PerAddressMax) ousted = share.Yielding.Next;
            else if (_serving >= plan.ConnectionsMax) ousted = _yielding.Next;
            if (ousted is not null) Retire(ousted);
            // The share may have been dropped with its last connection.
            share = ShareOf(address);
            if (share.Count < plan.PerAddressMax && _serving < plan.ConnectionsMax)
            {
                ticket = new ConnectionTicket(this, connection, address, clock.GetTimestamp());
                share.Count++;
                _serving++;
                ticket.Overall = _yielding.AddSilent(ticket);
                ticket.OfAddress = share.Yielding.AddSilent(ticket);
            }
            else Forget(address, share);
        }
        ousted?.Connection.Abort(new ConnectionAbortedException("The connection made way for a newer one."));
        if (ousted is not null || ticket is null) refusals.Note(ousted?.Address ?? address, plan);
        return ticket;
    }

    /// <summary>Unregisters a connection, served or refused, whose descriptor is closed.</summary>
    public void Leave(ConnectionTicket? ticket)
    {
        lock (_gate)
        {
            if (ticket is not null) Retire(ticket);
            _open--;
            _room.TrySetResult();
        }
    }

    /// <summary>Closes connections that have not sent a request in time.</summary>
    public void CloseSilent()
    {
        while (true)
        {
            ConnectionTicket late;
            lock (_gate)
            {
                if (_yielding.OldestSilent is not { } oldest) return;
                if (clock.GetElapsedTime(oldest.OpenedAt) < ServerLimits.FirstRequestDeadline) return;
                Retire(oldest);
                late = oldest;
            }
            late.Connection.Abort(new ConnectionAbortedException("No request came in time."));
        }
    }

    /// <summary>A request began.</summary>
    public void BeginRequest(ConnectionTicket ticket)
    {
        lock (_gate)
        {
            ticket.Requests++;
            StopYielding(ticket);
        }
    }

    /// <summary>A request ended.</summary>
    public void EndRequest(ConnectionTicket ticket)
    {
        lock (_gate)
        {
            if (--ticket.Requests > 0 || ticket.IsClosing || ticket.ProvenBy is not null) return;
            ticket.Overall = _yielding.AddIdle(ticket);
            ticket.OfAddress = ShareOf(ticket.Address).Yielding.AddIdle(ticket);
        }
    }

    /// <summary>
    /// Marks a connection whose client has shown a token; only some connections of one client are protected
    /// by that.
    /// </summary>
    public void Prove(ConnectionTicket ticket, string who)
    {
        lock (_gate)
        {
            if (ticket.ProvenBy is not null || ticket.IsClosing) return;
            var count = _proven.GetValueOrDefault(who);
            if (count >= ServerLimits.ProvenConnectionsMax) return;
            _proven[who] = count + 1;
            ticket.ProvenBy = who;
        }
    }

    // Not served any more: its place is free, its descriptor not yet.
    private void Retire(ConnectionTicket ticket)
    {
        if (ticket.IsClosing) return;
        ticket.IsClosing = true;
        StopYielding(ticket);
        if (ticket.ProvenBy is { } who && --_proven[who] == 0) _proven.Remove(who);
        _serving--;
        var share = _addresses[ticket.Address];
        share.Count--;
        Forget(ticket.Address, share);
    }

    private static void StopYielding(ConnectionTicket ticket)
    {
        if (ticket.Overall is not { List: { } all } overall) return;
        all.Remove(overall);
        ticket.OfAddress!.List!.Remove(ticket.OfAddress);
        ticket.Overall = ticket.OfAddress = null;
    }

    private AddressShare ShareOf(ClientAddress address)
    {
        if (!_addresses.TryGetValue(address, out var share)) _addresses.Add(address, share = new AddressShare());
        return share;
    }

    private void Forget(ClientAddress address, AddressShare share)
    {
        if (share.Count == 0) _addresses.Remove(address);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
