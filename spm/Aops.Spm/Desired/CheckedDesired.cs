using Aops.Contracts.Wire;

namespace Aops.Spm.Desired;

/// <summary>
/// A desired state that has passed <see cref="DesiredGate"/>, the only code that creates one. Every part of
/// it can be carried out.
/// </summary>
internal sealed record CheckedDesired
{
    internal CheckedDesired(DesiredState state) => State = state;

    /// <summary>The parts that can be carried out.</summary>
    public DesiredState State { get; }

    /// <summary>Sub-agents whose entry was rejected. Each stays as it is and is not uninstalled.</summary>
    public IReadOnlySet<string> LeftAsTheyAre { get; init; } = new HashSet<string>();

    /// <summary>
    /// A rejected entry has no valid name and could mean any sub-agent, so no sub-agent is uninstalled.
    /// </summary>
    public bool RemovesNone { get; init; }

    /// <summary>What was rejected, one sentence each; empty if nothing was.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Whether <see cref="State"/> contains every sub-agent that the server listed.</summary>
    public bool HasAllSubAgents => LeftAsTheyAre.Count == 0 && !RemovesNone;

    /// <summary>
    /// Whether an installed sub-agent that <see cref="State"/> does not list is to be uninstalled.
    /// </summary>
    /// <param name="name">Name of the sub-agent.</param>
    public bool Removes(string name) => !RemovesNone && !LeftAsTheyAre.Contains(name);
}
