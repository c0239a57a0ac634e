using System.Collections.Concurrent;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Events;
using Aops.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Heartbeats;

/// <summary>Takes in what a heartbeat says: presence, the stored status, and the events that follow from it.</summary>
internal sealed partial class StatusIntake(
    AgentStore store, Presence presence, EventLog events, TimeProvider clock, ILogger<StatusIntake> log)
{
    // Without the reports of sub-agents: only what the next heartbeat is compared with.
    private readonly ConcurrentDictionary<string, HeartbeatRequest> _last = new();

    /// <summary>Takes in one heartbeat.</summary>
    public async Task AcceptAsync(string agentId, HeartbeatRequest request, CancellationToken cancellationToken)
    {
        var host = request.Host.Hostname;
        if (presence.Of(agentId).Beat(TimeSpan.FromSeconds(request.IntervalSeconds)))
        {
            events.Add(EventKinds.Online, $"{host} is online with agent {request.Agent.Version}.", agentId, host);
            LogOnline(host, agentId, request.Agent.Version);
        }
        if (!_last.TryGetValue(agentId, out var before)) before = await RecallAsync(agentId, cancellationToken);
        foreach (var change in StatusChanges.Between(before, request))
            events.Add(change.Kind, change.Message, agentId, host);
        var status = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.HeartbeatRequest);
        // A long one is read again with the next heartbeat: what all agents together can have remembered is bounded.
        if (status.Length > ServerLimits.StatusRememberedBytesMax) _last.TryRemove(agentId, out _);
        else
        {
            _last[agentId] = request with
            {
                SubAgents = [.. request.SubAgents.Select(subAgent => subAgent with { Report = null })],
            };
        }
        await StoreAsync(agentId, request, status, cancellationToken);
    }

    /// <summary>Forgets an agent that was removed.</summary>
    public void Forget(string agentId) => _last.TryRemove(agentId, out _);

    // What happened while the server was down is found by comparing with what is stored.
    private async Task<HeartbeatRequest?> RecallAsync(string agentId, CancellationToken cancellationToken)
    {
        var agent = await store.FindAsync(agentId, cancellationToken);
        return agent?.Status is { } json
            ? JsonSerializer.Deserialize(json, ContractsJson.Default.HeartbeatRequest)
            : null;
    }

    private async Task StoreAsync(
        string agentId, HeartbeatRequest request, byte[] status, CancellationToken cancellationToken)
    {
        var update = new StatusUpdate
        {
            AgentId = agentId,
            At = clock.GetUtcNow(),
            IntervalSeconds = request.IntervalSeconds,
            Hostname = request.Host.Hostname,
            Version = request.Agent.Version,
            Status = status,
        };
        try
        {
            await store.StoreStatusAsync(update, cancellationToken);
        }
        catch (StoreException exception)
        {
            // The fleet must go on while the server's disk is full: only this status is lost.
            LogNotStored(agentId, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Hostname} ({AgentId}) is online with agent {Version}")]
    private partial void LogOnline(string hostname, string agentId, string version);

    [LoggerMessage(LogLevel.Error,
        "the status of agent {AgentId} could not be stored; its heartbeat is answered all the same: {Fault}")]
    private partial void LogNotStored(string agentId, string fault);
}
