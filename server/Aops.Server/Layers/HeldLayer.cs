using Aops.Contracts.Wire;

namespace Aops.Server.Layers;

/// <summary>What a diverged host holds, in the form of a layer.</summary>
internal static class HeldLayer
{
    private const long RankBelowAll = -1;

    /// <summary>What the host should be meanwhile: what it holds, below the layers that were written since.</summary>
    /// <param name="document">What it holds.</param>
    /// <param name="layers">Its layers, the strongest last.</param>
    public static EffectiveDocument Merge(HeldState held, LayerDocument document, IEnumerable<MergedLayer> layers) =>
        LayerMerge.Of(
        [
            new MergedLayer(LayerName.Held, RankBelowAll, held.Mark.Revision, document),
            .. layers.Where(layer => layer.Change >= held.Since),
        ]);

    /// <summary>As a document that means the same.</summary>
    public static LayerDocument Of(DesiredState state) => new()
    {
        Agent = state.Agent,
        ReplaceSubAgents = state.SubAgents is null ? null : true,
        SubAgents = state.SubAgents?.Select(LayerSubAgent.Of).ToArray(),
        Settings = state.Settings,
        Paused = state.Pause is null ? null : true,
    };
}
