using Aops.Contracts.Wire;
using Aops.Server.Audit;
using Aops.Server.Layers;

namespace Aops.Server.Batch;

/// <summary>Orders a version of the agent, or of one sub-agent; of the one that was ordered before it is a new order.</summary>
internal sealed class UpdateAction(string? subAgent, string version) : LayerAction
{
    public override string Name => "update";

    /// <inheritdoc/>
    public override AuditFields Describe() => new AuditFields().Set("subAgent", subAgent).Set("version", version);

    /// <summary>What it says by itself, to be checked like a layer.</summary>
    public LayerDocument Document => Over(LayerDocument.Empty);

    protected override string Sentence => $"{subAgent ?? "Agent"} {version} is desired.";

    protected override string Reason => "It is desired already.";

    protected override LayerDocument Change(BatchHost host, LayerDocument before) => Over(before);

    private LayerDocument Over(LayerDocument before)
    {
        if (subAgent is null) return before with { Agent = new DesiredAgent { Version = version } };
        var own = before.Find(subAgent) ?? new LayerSubAgent { Name = subAgent };
        return before with
        {
            SubAgents =
            [
                .. (before.SubAgents ?? []).Where(other => other.Name != subAgent),
                own with { Version = version, Generation = null, Removed = null },
            ],
        };
    }
}
