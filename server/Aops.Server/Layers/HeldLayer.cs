using Aops.Contracts.Wire;

namespace Aops.Server.Layers;

/// <summary>What a diverged host holds, in the form of a layer.</summary>
internal static class HeldLayer
{
    private const long RankBelowAll = -1;

    /// <summary>As the lowest layer of the host.</summary>
    public static MergedLayer Of(HeldState held, LayerDocument document) =>
        new(LayerName.Held, RankBelowAll, held.Mark.Revision, document);

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
