using Aops.Query;
using Aops.Server.Events;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Batch;

/// <summary>An action that gives the layer of a host another revision.</summary>
internal abstract class LayerAction : BatchAction
{
    /// <inheritdoc/>
    public override BatchResult Apply(
        StoreConnection connection, BatchOrder order, BatchHost host, BatchEffects effects)
    {
        var layer = LayerName.Host(host.Id);
        var before = LayerRows.FindHead(connection, layer)?.Document ?? LayerDocument.Empty;
        if (Change(host, before) is not { } document) return host.Skip(Reason);
        if (order.IsDry) return host.Accept(Sentence);
        var outcome = LayerStore.Change(connection, new LayerChange
        {
            Layer = layer,
            Make = _ => document,
            Author = order.By,
            Scope = QueryNode.All,
            Message = order.Message,
            Now = order.Now,
        });
        if (outcome is not LayerOutcome.Changed changed)
        {
            return host.Refuse(outcome is LayerOutcome.Unfinished
                ? "A rollout of its layer, which says it as well, has not ended."
                : "Its layer cannot be written.");
        }
        effects.Moved.AddRange(changed.Moved);
        effects.Tell(order, host, EventKinds.Desired,
            $"{Sentence[..^1]} on {host.Hostname} ({layer.Text}, revision {changed.Revision.Number}).",
            EventCause.Of(layer.Text, changed.Revision.Number));
        return host.Accept(Sentence) with { Revision = changed.Revision.Number };
    }

    /// <summary>What becomes so: a sentence.</summary>
    protected abstract string Sentence { get; }

    /// <summary>Why nothing has to be done on a host that <see cref="Change"/> gives nothing for: a sentence.</summary>
    protected abstract string Reason { get; }

    /// <summary>The new document; null where the host is so already.</summary>
    protected abstract LayerDocument? Change(BatchHost host, LayerDocument before);
}
