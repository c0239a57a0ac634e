using Aops.Spm.SubAgents;

namespace Aops.Spm.Desired;

/// <summary>What is, as far as the planner needs to know.</summary>
/// <param name="AgentVersion">Version of the suite that runs.</param>
/// <param name="HasAgentFailed">Whether a version failed here under an order at least as new.</param>
/// <param name="SubAgents">The installed sub-agents by name.</param>
internal sealed record CurrentState(
    string AgentVersion,
    Func<string, long, bool> HasAgentFailed,
    IReadOnlyDictionary<string, SubAgentRecord> SubAgents);
