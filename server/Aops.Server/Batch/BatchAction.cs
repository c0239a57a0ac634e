using Aops.Server.Audit;
using Aops.Server.Storage;

namespace Aops.Server.Batch;

/// <summary>What a batch does on one host, within the transaction of the batch.</summary>
internal abstract class BatchAction
{
    /// <summary>Its name on the wire.</summary>
    public abstract string Name { get; }

    /// <summary>What the audit is told of it beside its name.</summary>
    public virtual AuditFields Describe() => new();

    /// <summary>Does it on a host, or, of a dry run, only tells.</summary>
    /// <param name="connection">The writer's; that of a reader for a dry run.</param>
    /// <param name="order">The batch.</param>
    /// <param name="host">The host.</param>
    /// <param name="effects">Takes what was changed.</param>
    public abstract BatchResult Apply(
        StoreConnection connection, BatchOrder order, BatchHost host, BatchEffects effects);
}
