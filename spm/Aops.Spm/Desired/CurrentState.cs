using Aops.Spm.SubAgents;

namespace Aops.Spm.Desired;

/// <summary>The current state of the host, as far as the planner needs it.</summary>
/// <param name="AgentVersion">Version of the suite that runs.</param>
/// <param name="HasAgentFailed">
/// Whether the wanted version failed here under this generation or a newer one.
/// </param>
/// <param name="SubAgents">The installed sub-agents by name.</param>
internal sealed record CurrentState(
    string AgentVersion,
    Func<string, long, bool> HasAgentFailed,
    IReadOnlyDictionary<string, SubAgentRecord> SubAgents);
