using Aops.Contracts.Wire;

namespace Aops.Server.Layers;

/// <summary>What a layer of a host has to say, so that it is what it held.</summary>
internal static class HeldDifference
{
    private const string SubAgents = "subAgents";

    /// <summary>
    /// The document of that layer. A setting that the layers below say and the host does not hold stays theirs, since no
    /// layer takes a setting out.
    /// </summary>
    /// <param name="holds">What the host holds.</param>
    /// <param name="below">What its other layers say.</param>
    /// <param name="running">The version of the suite that it runs; for a host that holds no version.</param>
    public static LayerDocument Of(EffectiveDocument holds, EffectiveDocument below, DesiredAgent? running)
    {
        var agent = holds.Agent ?? (below.Agent is null ? null : running);
        var isPaused = holds.PausedBy is not null;
        return new LayerDocument
        {
            Agent = agent?.Version == below.Agent?.Version ? null : agent,
            ReplaceSubAgents = Differ(holds, below) ? true : null,
            SubAgents = Differ(holds, below) ? [.. (holds.SubAgents ?? []).Select(LayerSubAgent.Of)] : null,
            Settings = holds.Settings.Where(setting => below.Settings.GetValueOrDefault(setting.Key) != setting.Value)
                .ToDictionary(setting => setting.Key, setting => setting.Value),
            Paused = isPaused == below.PausedBy is not null ? null : isPaused,
        };
    }

    // A host that holds nothing about sub-agents leaves them to the layers below.
    private static bool Differ(EffectiveDocument holds, EffectiveDocument below) =>
        holds.SubAgents is not null && !Fields(holds).SequenceEqual(Fields(below));

    private static List<(string, string)> Fields(EffectiveDocument document) =>
    [
        .. LayerFields.Of(new LayerDocument { SubAgents = [.. (document.SubAgents ?? []).Select(LayerSubAgent.Of)] })
            .Where(field => field.Key.StartsWith(SubAgents, StringComparison.Ordinal)
                && !LayerFields.IsOrder(field.Key))
            .Select(field => (field.Key, field.Value)),
    ];
}
