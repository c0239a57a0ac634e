namespace Aops.Server.Agents;

/// <summary>What a request of an agent is checked against.</summary>
internal sealed record AgentCredential(string AgentId, byte[] TokenHash, string MachineId, string Hostname);
