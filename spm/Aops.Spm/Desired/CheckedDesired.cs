using Aops.Contracts.Wire;

namespace Aops.Spm.Desired;

/// <summary>
/// A desired state that has passed <see cref="DesiredGate"/>, which alone makes one: nothing in it can surprise whoever
/// carries it out.
/// </summary>
internal sealed record CheckedDesired
{
    internal CheckedDesired(DesiredState state) => State = state;

    /// <summary>What of it can be carried out.</summary>
    public DesiredState State { get; }

    /// <summary>Sub-agents whose entry was left out: each stays as it is, and is not uninstalled.</summary>
    public IReadOnlySet<string> LeftAsTheyAre { get; init; } = new HashSet<string>();

    /// <summary>An entry was left out that names no sub-agent, so that it could have been any: none is uninstalled.</summary>
    public bool RemovesNone { get; init; }

    /// <summary>What was left out, one sentence each; empty if nothing was.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Whether all sub-agents that were named are in <see cref="State"/>.</summary>
    public bool HasAllSubAgents => LeftAsTheyAre.Count == 0 && !RemovesNone;

    /// <summary>Whether a sub-agent that <see cref="State"/> does not name is to be uninstalled.</summary>
    /// <param name="name">Its name.</param>
    public bool Removes(string name) => !RemovesNone && !LeftAsTheyAre.Contains(name);
}
