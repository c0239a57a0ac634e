using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Aops.Hosting.Loops;
using Aops.Server.Agents;
using Aops.Server.Events;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Heartbeats;

/// <summary>Which agents are there. An agent's going offline is stored and told by one loop, in order.</summary>
internal sealed partial class Presence : BackgroundService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AgentPresence> _agents = new();
    private readonly AgentStore _store;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;
    private readonly ILogger<Presence> _log;
    private readonly LoopSupervisor _loops;

    // One notice an agent at most: it comes online again only after this loop has had the chance to run.
    private readonly Channel<AgentPresence> _gone = Channel.CreateBounded<AgentPresence>(
        new BoundedChannelOptions(ServerLimits.AgentsMax) { SingleReader = true });

    public Presence(AgentStore store, EventLog events, TimeProvider clock, ILogger<Presence> log)
    {
        _store = store;
        _events = events;
        _clock = clock;
        _log = log;
        _loops = new LoopSupervisor(static (_, _) => { }, clock, log);
    }

    /// <summary>Reads what is stored, then watches.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var agent in await _store.ListAllAsync(cancellationToken))
        {
            var presence = new AgentPresence(agent.Id, _clock, NoticeOffline, agent.LastSeen);
            if (agent is { Online: true, IntervalSeconds: { } seconds })
                presence.Resume(TimeSpan.FromSeconds(seconds));
            _agents[agent.Id] = presence;
        }
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Nobody goes offline any more; who did is stored.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, presence) in _agents) presence.Dispose();
        _gone.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>The presence of an agent that the store knows.</summary>
    public AgentPresence Of(string agentId) => _agents.GetOrAdd(
        agentId, static (id, presence) => new AgentPresence(id, presence._clock, presence.NoticeOffline), this);

    /// <summary>Forgets an agent that was removed.</summary>
    public void Forget(string agentId)
    {
        if (_agents.TryRemove(agentId, out var presence)) presence.Dispose();
    }

    /// <summary>Waits for the end of a stop, also of one whose time was over.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Dispose();
    }

    private void NoticeOffline(AgentPresence presence) => _gone.Writer.TryWrite(presence);

    // It ends with what waits, not with the token.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunToEndAsync("presence", _ => TellNextAsync(), stoppingToken);

    private async Task<bool> TellNextAsync()
    {
        if (!await _gone.Reader.WaitToReadAsync(CancellationToken.None)) return false;
        if (!_gone.Reader.TryRead(out var presence) || presence.State != AgentState.Offline) return true;
        var seen = presence.LastSeen ?? _clock.GetUtcNow();
        try
        {
            var agent = await _store.FindAsync(presence.AgentId, CancellationToken.None);
            if (agent is null) return true;
            await _store.StoreOfflineAsync(presence.AgentId, seen, CancellationToken.None);
            var since = seen.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            _events.Add(EventKinds.Offline, $"{agent.Hostname} is offline; last seen {since} UTC.",
                agent.Id, agent.Hostname);
            LogOffline(agent.Hostname, agent.Id, since);
        }
        catch (StoreException exception)
        {
            LogNotStored(presence.AgentId, exception.Message);
        }
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Hostname} ({AgentId}) is offline; last seen {LastSeen} UTC")]
    private partial void LogOffline(string hostname, string agentId, string lastSeen);

    [LoggerMessage(LogLevel.Error, "agent {AgentId} is offline, which could not be stored: {Fault}")]
    private partial void LogNotStored(string agentId, string fault);
}
