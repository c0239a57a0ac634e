using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>What became of a step.</summary>
internal abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>It is stored.</summary>
    /// <param name="Rollout">The rollout as it is now.</param>
    /// <param name="Hosts">The hosts that changed, each with its place.</param>
    /// <param name="Moved">Hosts that are told something else now.</param>
    public sealed record Stored(
        RolloutRecord Rollout, IReadOnlyList<(int Index, RolloutHost Host)> Hosts, IReadOnlyList<HostAssignment> Moved)
        : StepOutcome;

    /// <summary>Something else was stored of the rollout meanwhile: it is to be read, and decided again.</summary>
    public sealed record Outdated : StepOutcome;

    /// <summary>It would begin, and the layer has another revision than the one that it was made for.</summary>
    /// <param name="Head">The newest one.</param>
    public sealed record LayerChanged(long Head) : StepOutcome;
}
