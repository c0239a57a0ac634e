using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting.Loops;
using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Events;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Heartbeats;

/// <summary>Presence of all agents. One loop stores and reports the silence of agents, in order.</summary>
internal sealed partial class Presence : BackgroundService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AgentPresence> _agents = new();
    private readonly AgentStore _store;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;
    private readonly ILogger<Presence> _logger;
    private readonly LoopSupervisor _loops;

    // Three notices per agent, late, offline and gone; more are possible only after the loop has run.
    private readonly Channel<AgentPresence> _silent = Channel.CreateBounded<AgentPresence>(
        new BoundedChannelOptions(3 * ServerLimits.AgentsMax) { SingleReader = true });

    public Presence(AgentStore store, EventLog events, TimeProvider clock, ILogger<Presence> logger)
    {
        _store = store;
        _events = events;
        _clock = clock;
        _logger = logger;
        _loops = new LoopSupervisor(static (_, _) => { }, clock, logger);
    }

    /// <summary>Reads the stored agents, then starts to watch.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.BeginUnknownAsync(_clock.GetUtcNow() - FleetLimits.GoneAfter, cancellationToken);
        foreach (var agent in await _store.ListAllAsync(cancellationToken))
        {
            var presence = new AgentPresence(agent.Id, _clock, NoticeSilence, agent.LastSeen, agent.State);
            if (agent is { State: HostState.Unknown, IntervalSeconds: { } seconds })
                presence.Resume(TimeSpan.FromSeconds(seconds));
            _agents[agent.Id] = presence;
        }
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Stops: no agent goes offline any more, and pending changes are stored.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, presence) in _agents) presence.Dispose();
        _silent.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>The presence of a stored agent.</summary>
    public AgentPresence Of(string agentId) => _agents.GetOrAdd(
        agentId, static (id, presence) => new AgentPresence(id, presence._clock, presence.NoticeSilence), this);

    /// <summary>A host said farewell.</summary>
    /// <param name="agent">The host.</param>
    /// <param name="reason">Why; another word is one of a later version, and means that it was stopped.</param>
    public async Task LeaveAsync(AgentCredential agent, string reason)
    {
        var isUninstalled = reason == KebabName.Of(FarewellReason.Uninstall);
        var state = isUninstalled ? HostState.Uninstalled : HostState.Stopped;
        Of(agent.AgentId).Leave(state);
        await _store.StoreSilenceAsync(agent.AgentId, state, _clock.GetUtcNow(), CancellationToken.None);
        var why = isUninstalled ? "the suite was uninstalled"
            : reason == KebabName.Of(FarewellReason.Shutdown) ? "its machine shuts down or restarts"
            : "the suite was stopped";
        _events.Add(EventKinds.Farewell, $"{agent.Hostname} said farewell: {why}.", agent.AgentId, agent.Hostname);
    }

    /// <summary>Drops a removed agent.</summary>
    public void Forget(string agentId)
    {
        if (_agents.TryRemove(agentId, out var presence)) presence.Dispose();
    }

    /// <summary>Waits for the end of the service, even if the stop has timed out.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Dispose();
    }

    private void NoticeSilence(AgentPresence presence) => _silent.Writer.TryWrite(presence);

    // The loop ends with the queue and not with the token.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunToEndAsync("presence", _ => TellNextAsync(), stoppingToken);

    private async Task<bool> TellNextAsync()
    {
        if (!await _silent.Reader.WaitToReadAsync(CancellationToken.None)) return false;
        if (!_silent.Reader.TryRead(out var presence)) return true;
        // Of one moment: a heartbeat that comes now is newer than what is written of the silence before it.
        var (state, lastSeen, _) = presence.Now;
        if (state is not (HostState.Late or HostState.Offline or HostState.Gone)) return true;
        var seen = lastSeen ?? _clock.GetUtcNow();
        try
        {
            await _store.StoreSilenceAsync(presence.AgentId, state, seen, CancellationToken.None);
            if (state != HostState.Late) await TellAsync(presence.AgentId, state, seen);
        }
        catch (StoreException e)
        {
            LogNotStored(presence.AgentId, e.Message);
        }
        return true;
    }

    private async Task TellAsync(string agentId, HostState state, DateTimeOffset seen)
    {
        if (await _store.FindCredentialAsync(agentId, CancellationToken.None) is not { Hostname: var hostname }) return;
        var since = seen.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (state == HostState.Gone)
        {
            _events.Add(EventKinds.Gone, $"{hostname} is gone; last seen {since} UTC.", agentId, hostname);
            return;
        }
        _events.Add(EventKinds.Offline, $"{hostname} is offline; last seen {since} UTC.", agentId, hostname);
        LogOffline(hostname, agentId, since);
    }

    [LoggerMessage(3050, LogLevel.Warning, "{Hostname} ({AgentId}) is offline; last seen {LastSeen} UTC")]
    private partial void LogOffline(string hostname, string agentId, string lastSeen);

    [LoggerMessage(3051, LogLevel.Error, "agent {AgentId} is silent, which could not be stored: {Fault}")]
    private partial void LogNotStored(string agentId, string fault);
}
