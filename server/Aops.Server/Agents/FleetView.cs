using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Desired;
using Aops.Server.Heartbeats;
using Aops.Server.Heartbeats.Instances;

namespace Aops.Server.Agents;

/// <summary>Combines the stored, the present and the desired state of an agent.</summary>
internal sealed class FleetView(
    Presence presence, DesiredStates desired, InstanceWatch instances, HeartbeatProcessor intake)
{
    public FleetEntry Summarize(AgentRecord agent) => Summarize(agent, ReadHeartbeat(agent));

    public FleetDetail Detail(AgentRecord agent)
    {
        // One that told nothing new but measured values is in memory alone.
        var heartbeat = intake.FindNewer(agent.Id) ?? ReadHeartbeat(agent);
        return new FleetDetail
        {
            Summary = Summarize(agent, heartbeat),
            IntervalSeconds = agent.IntervalSeconds,
            Heartbeat = heartbeat,
            Desired = desired.Effective(agent.Id),
        };
    }

    private FleetEntry Summarize(AgentRecord agent, HeartbeatRequest? heartbeat)
    {
        var there = presence.Of(agent.Id);
        var wanted = desired.Find(agent.Id);
        return new FleetEntry
        {
            Id = agent.Id,
            Hostname = agent.Hostname,
            Version = agent.Version,
            State = there.State switch
            {
                HostState.Never => AgentState.Never,
                HostState.Online or HostState.Late or HostState.Unknown => AgentState.Online,
                _ => AgentState.Offline,
            },
            Presence = KebabName.Of(there.State),
            EnrolledAt = agent.EnrolledAt,
            LastSeen = there.LastSeen,
            WantedVersion = wanted.Document.Agent?.Version,
            WantedRevision = wanted.Revision,
            HeldRevision = heartbeat?.Revision ?? 0,
            HasOverride = wanted.Document.HasHostLayer,
            CloneOf = agent.MadeBy,
            GoesWithOriginal = !agent.IsConsented,
            Upgrade = heartbeat?.Agent.Upgrade,
            SubAgents = heartbeat is null
                ? []
                : [.. heartbeat.SubAgents.Select(subAgent => subAgent with { Report = null })],
            IsDiverged = wanted.Held is not null,
            Paused = heartbeat?.Agent.Paused,
            Faults = instances.Fault(agent.Id) is { } two
                ? [two, .. heartbeat?.Agent.Faults ?? []]
                : heartbeat?.Agent.Faults ?? [],
        };
    }

    private static HeartbeatRequest? ReadHeartbeat(AgentRecord agent) => agent.Status is { } json
        ? JsonSerializer.Deserialize(json, ContractsJson.Default.HeartbeatRequest)
        : null;
}
