using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;

namespace Aops.Hosting.Metrics;

/// <summary>Formats the state of a host as metrics for Prometheus.</summary>
public static class StatusMetrics
{
    /// <summary>Content type of the text that <see cref="Write"/> returns.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly ProcessState[] States = Enum.GetValues<ProcessState>();

    /// <summary>Formats a state.</summary>
    /// <param name="status">spm's status reply.</param>
    public static string Write(StatusReply status)
    {
        var text = new MetricsText();
        WritePair(text, status);
        WriteHeartbeats(text, status);
        WriteSubAgents(text, status.SubAgents);
        return text.ToString();
    }

    private static void WritePair(MetricsText text, StatusReply status)
    {
        var agent = status.Agent;
        text.Metric("aops_info", "gauge", "The version that runs on this host, and who it is at the server.")
            .Sample(1, ("version", agent.Version), ("agent_id", status.AgentId ?? ""));
        text.Metric("aops_start_time_seconds", "gauge", "When this aops-spm started, in seconds since 1970.")
            .Sample(Seconds(agent.StartedAt));
        text.Metric("aops_half_up", "gauge", "Whether a member of the pair runs and is connected.")
            .Sample(1, ("half", "spm"))
            .Sample(agent.SpaPid is null ? 0 : 1, ("half", "spa"));
        text.Metric("aops_half_resident_memory_bytes", "gauge", "Resident memory of a member of the pair.")
            .Sample(agent.SpmRssBytes, ("half", "spm"))
            .Sample(agent.SpaRssBytes, ("half", "spa"));
        text.Metric("aops_half_revivals_total", "counter", "How often aops-spm restarted its peer.")
            .Sample(status.PeerRevivals, ("half", "spa"));
        text.Metric("aops_faults", "gauge", "Faults that an operator should know; 'aops-agent-service status' names them.")
            .Sample(SubAgentFaults.Join(agent.Faults, status.SubAgents).Count);
        text.Metric("aops_paused", "gauge", "Whether the server keeps all sub-agents of this host stopped.")
            .Sample(agent.Paused is null ? 0 : 1);
        if (agent.Upgrade is not { } upgrade) return;
        text.Metric("aops_upgrade_info", "gauge", "The newest upgrade or rollback of the suite.")
            .Sample(1, ("from", upgrade.From), ("to", upgrade.To), ("phase", KebabName.Of(upgrade.Phase)));
    }

    private static void WriteHeartbeats(MetricsText text, StatusReply status)
    {
        text.Metric("aops_heartbeat_up", "gauge", "Whether the server accepted the last heartbeat.")
            .Sample(status is { HeartbeatFault: null, LastHeartbeatAt: not null } ? 1 : 0);
        if (status.LastHeartbeatAt is { } at)
        {
            text.Metric("aops_heartbeat_accepted_time_seconds", "gauge",
                "When the server last accepted a heartbeat, in seconds since 1970.").Sample(Seconds(at));
        }
        text.Metric("aops_desired_revision", "gauge", "Revision of the desired state that this host holds.")
            .Sample(status.Revision);
    }

    private static void WriteSubAgents(MetricsText text, IReadOnlyList<SubAgentStatus> all)
    {
        text.Metric("aops_subagent_info", "gauge", "The version of a sub-agent.");
        foreach (var one in all) text.Sample(1, ("name", one.Name), ("version", one.Version ?? ""));
        text.Metric("aops_subagent_state", "gauge", "Whether a sub-agent is in a state.");
        foreach (var one in all)
        {
            foreach (var state in States)
                text.Sample(one.State == state ? 1 : 0, ("name", one.Name), ("state", KebabName.Of(state)));
        }
        text.Metric("aops_subagent_state_since_seconds", "gauge", "Since when it is in its state, in seconds since 1970.");
        foreach (var one in all) text.Sample(Seconds(one.Since), ("name", one.Name));
        text.Metric("aops_subagent_restarts_total", "counter", "Restarts after an exit.");
        foreach (var one in all) text.Sample(one.Restarts, ("name", one.Name));
        text.Metric("aops_subagent_resident_memory_bytes", "gauge", "Resident memory of its processes.");
        foreach (var one in all) text.Sample(one.RssBytes, ("name", one.Name));
        text.Metric("aops_subagent_cpu_seconds_total", "counter", "Processor time of its running processes.");
        foreach (var one in all) text.Sample(one.CpuMilliseconds / 1000.0, ("name", one.Name));
    }

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;
}
