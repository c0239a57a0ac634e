using Aops.Contracts;
using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Storage;

namespace Aops.Server.Batch;

/// <summary>Removes a host whose heartbeats are missing; one that is there stays.</summary>
internal sealed class DeleteDownAction : BatchAction
{
    public override string Name => "delete-down";

    /// <inheritdoc/>
    public override BatchResult Apply(
        StoreConnection connection, BatchOrder order, BatchHost host, BatchEffects effects)
    {
        if (host.State < HostState.Offline) return host.Skip($"It is {KebabName.Of(host.State)}, and stays.");
        if (!order.IsDry)
        {
            var removed = AgentRows.Remove(connection, host.Id, new RemovalOrder(order.By, order.Message, order.Now));
            // It went with the host that it was copied from.
            if (removed.Count == 0) return host.Skip("It is gone already.");
            effects.Removed.AddRange(removed);
        }
        return host.Accept($"It is {KebabName.Of(host.State)}, and is removed; its token is void.");
    }
}
