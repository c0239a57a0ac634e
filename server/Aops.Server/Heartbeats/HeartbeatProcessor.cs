using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Hosts;
using Aops.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Heartbeats;

/// <summary>Processes the content of a heartbeat: presence, stored status, and the resulting events.</summary>
internal sealed partial class HeartbeatProcessor(
    AgentStore store, Presence presence, SeenTimes times, InstanceWatch instances, InventoryIntake inventory,
    StatusBudget budget, DesiredStates desired, EventLog events, LastHeartbeats last, TimeProvider clock,
    ILogger<HeartbeatProcessor> logger)
{
    /// <summary>Processes a heartbeat.</summary>
    /// <param name="repeat">By what the next ones are recognized, if this one has no news; null for nothing.</param>
    public async Task AcceptAsync(
        string agentId, HeartbeatRequest request, HeartbeatRepeat? repeat, CancellationToken cancellationToken)
    {
        var host = request.Host.Hostname;
        var there = presence.Of(agentId);
        var before = there.Record(TimeSpan.FromSeconds(request.IntervalSeconds), request.Agent.Version);
        if (before is not (HostState.Online or HostState.Late or HostState.Unknown))
        {
            events.Add(EventKinds.Online, $"{host} is online with agent {request.Agent.Version}.", agentId, host);
            LogOnline(host, agentId, request.Agent.Version);
        }
        var known = last.Find(agentId);
        if (known is { StoredAt: { } at } && clock.GetUtcNow() - at < ServerLimits.StatusAgeMax
            && !HeartbeatNews.Has(known.Heartbeat, request)
            && await TryStoreTimeAsync(there, before, request.IntervalSeconds, cancellationToken))
        {
            last.Set(agentId, known with { Heartbeat = request, Repeat = repeat });
            return;
        }
        var told = known?.Heartbeat ?? await RecallAsync(agentId, request, cancellationToken);
        foreach (var change in StatusChanges.Between(told, request))
        {
            events.Add(change.Kind, change.Message, agentId, host, change.Series,
                ChangeCause.Of(change, request, desired.Find(agentId)));
        }
        var whole = StatusDocument.Whole(request);
        var newest = new LastHeartbeat(
            request with { SubAgents = [.. request.SubAgents.Select(subAgent => subAgent with { Report = null })] },
            whole?.Length ?? Limits.HeartbeatBytesMax, null);
        last.Set(agentId, newest);
        if (told is not null && HasStartedAgain(told.Agent, request.Agent)) last.NoteStart(agentId, clock.GetUtcNow());
        if (await TryStoreAsync(agentId, request, whole, cancellationToken)
            && whole is not null && request.SubAgents.All(subAgent => subAgent.Report is null))
        {
            last.SetStored(agentId, newest, clock.GetUtcNow());
        }
    }

    /// <summary>The last heartbeat, where it is newer than the stored status; null else.</summary>
    public HeartbeatRequest? FindNewer(string agentId) =>
        last.Find(agentId) is { StoredAt: not null } newest ? newest.Newest : null;

    /// <summary>Drops the state of a removed agent.</summary>
    public void Forget(string agentId)
    {
        last.Forget(agentId);
        budget.Forget(agentId);
        instances.Forget(agentId);
        inventory.Forget(agentId);
    }

    private static bool HasStartedAgain(AgentStatus before, AgentStatus now) =>
        before.StartedAt != now.StartedAt || (before.SpaPid is { } spa && now.SpaPid is { } other && spa != other);

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
            LogNotRecalled(agentId, JsonFaults.Explain(e));
            return null;
        }
        catch (StoreException e)
        {
            // Changes in between are not reported; the heartbeat is answered nevertheless.
            LogNotRecalled(agentId, e.Message);
            return request;
        }
    }

    // Only what is news of the host's presence is written now.
    private async ValueTask<bool> TryStoreTimeAsync(
        AgentPresence there, HostState before, int intervalSeconds, CancellationToken cancellationToken)
    {
        if (before == HostState.Online)
        {
            times.Note(there);
            return true;
        }
        var agentId = there.AgentId;
        try
        {
            return await store.StoreTimeAsync(agentId, clock.GetUtcNow(), intervalSeconds, cancellationToken);
        }
        catch (StoreException e)
        {
            LogNotStored(agentId, e.Message);
            times.Note(there);
            return true;
        }
    }

    private async Task<bool> TryStoreAsync(
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
            return true;
        }
        catch (StoreException e)
        {
            // While the disk is full, only this status is lost, and the fleet continues.
            LogNotStored(agentId, e.Message);
            return false;
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
