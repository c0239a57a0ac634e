namespace Aops.Server.Drifts;

/// <summary>Which playbooks on hosts are listed.</summary>
/// <param name="Playbook">Name of the playbook; null for any.</param>
/// <param name="AgentId">The host; null for any.</param>
/// <param name="IsDrifted">Whether it has drifted; null for any.</param>
internal sealed record DriftFilter(string? Playbook, string? AgentId, bool? IsDrifted);
