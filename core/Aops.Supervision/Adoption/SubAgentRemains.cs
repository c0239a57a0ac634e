using Aops.Contracts.SubAgents;

namespace Aops.Supervision.Adoption;

/// <summary>What an earlier spm process left of a sub-agent.</summary>
/// <param name="Saved">Its checkpoint; null if missing or damaged.</param>
/// <param name="Spec">Its specification; null if missing or damaged, and then a process of it runs.</param>
/// <param name="Verdict">What happened to it meanwhile.</param>
internal sealed record SubAgentRemains(
    string Name, ProcessCheckpoint? Saved, SubAgentSpec? Spec, AdoptionVerdict Verdict);
