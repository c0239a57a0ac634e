namespace Aops.Server.Agents;

/// <summary>What the requests of an agent are verified against.</summary>
internal sealed record AgentCredential(string AgentId, byte[] TokenHash, string MachineId, string Hostname);
