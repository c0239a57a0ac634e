using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Events;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Hosts;
using Aops.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Heartbeats;

/// <summary>Processes the content of a heartbeat: presence, stored status, and the resulting events.</summary>
internal sealed partial class HeartbeatProcessor(
    AgentStore store, Presence presence, InstanceWatch instances, InventoryIntake inventory, StatusBudget budget,
    EventLog events,
    TimeProvider clock, ILogger<HeartbeatProcessor> logger)
{
    // Without sub-agents' reports; only for the comparison with the next heartbeat.
    private readonly LastHeartbeats _last = new(ServerLimits.LastHeartbeatsBytesMax);

    /// <summary>Processes a heartbeat.</summary>
    public async Task AcceptAsync(string agentId, HeartbeatRequest request, CancellationToken cancellationToken)
    {
        var host = request.Host.Hostname;
        if (presence.Of(agentId).Record(TimeSpan.FromSeconds(request.IntervalSeconds), request.Agent.Version))
        {
            events.Add(EventKinds.Online, $"{host} is online with agent {request.Agent.Version}.", agentId, host);
            LogOnline(host, agentId, request.Agent.Version);
        }
        var before = _last.Find(agentId) ?? await RecallAsync(agentId, request, cancellationToken);
        foreach (var change in StatusChanges.Between(before, request))
            events.Add(change.Kind, change.Message, agentId, host, change.Series);
        var whole = StatusDocument.Whole(request);
        var last = request with
        {
            SubAgents = [.. request.SubAgents.Select(subAgent => subAgent with { Report = null })],
        };
        _last.Set(agentId, last, whole?.Length ?? Limits.HeartbeatBytesMax);
        await StoreAsync(agentId, request, whole, cancellationToken);
    }

    /// <summary>Drops the state of a removed agent.</summary>
    public void Forget(string agentId)
    {
        _last.Forget(agentId);
        budget.Forget(agentId);
        instances.Forget(agentId);
        inventory.Forget(agentId);
    }

    // After a restart of the server, changes are found by comparing with the stored status.
    private async Task<HeartbeatRequest?> RecallAsync(
        string agentId, HeartbeatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var agent = await store.FindAsync(agentId, cancellationToken);
            if (agent?.Status is not { } json) return null;
            var stored = JsonSerializer.Deserialize(json, ContractsJson.Default.HeartbeatRequest);
            // A stored summary lacks parts, whose comparison would report false changes.
            return stored is not null && StatusDocument.IsSummary(stored) ? request : stored;
        }
        catch (JsonException e)
        {
            // The status comes from another version of the server: start over with this heartbeat.
            LogNotRecalled(agentId, e.Message);
            return null;
        }
        catch (StoreException e)
        {
            // Changes in between are not reported; the heartbeat is answered nevertheless.
            LogNotRecalled(agentId, e.Message);
            return request;
        }
    }

    private async Task StoreAsync(
        string agentId, HeartbeatRequest request, byte[]? whole, CancellationToken cancellationToken)
    {
        var summary = StatusDocument.Summary(request);
        var update = new StatusUpdate
        {
            AgentId = agentId,
            At = clock.GetUtcNow(),
            IntervalSeconds = request.IntervalSeconds,
            Facts = ReportedFacts.Of(request),
            Status = budget.Choose(agentId, whole, summary),
            Summary = summary,
            Instance = instances.Document(agentId),
        };
        try
        {
            await store.StoreStatusAsync(update, cancellationToken);
        }
        catch (StoreException e)
        {
            // While the disk is full, only this status is lost, and the fleet continues.
            LogNotStored(agentId, e.Message);
        }
    }

    [LoggerMessage(3040, LogLevel.Information, "{Hostname} ({AgentId}) is online with agent {Version}")]
    private partial void LogOnline(string hostname, string agentId, string version);

    [LoggerMessage(3041, LogLevel.Warning, "the stored status of agent {AgentId} cannot be read: {Fault}")]
    private partial void LogNotRecalled(string agentId, string fault);

    [LoggerMessage(3042, LogLevel.Error,
        "the status of agent {AgentId} could not be stored; its heartbeat is answered all the same: {Fault}")]
    private partial void LogNotStored(string agentId, string fault);
}
