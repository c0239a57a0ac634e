using System.Collections.Concurrent;
using Aops.Hosting.Loops;
using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Heartbeats;

/// <summary>
/// When hosts that are online, and told nothing new, were heard of: in memory first, and written in bulk. What a host was heard
/// of at, up to <see cref="FleetLimits.SeenWritePeriod"/> ago, is all that a crash of the server loses by it: what changes is
/// written by itself, before its heartbeat is answered.
/// </summary>
/// <param name="store">Where the times are written.</param>
/// <param name="unwritten">Told of a host without stored facts: its next heartbeat has to be written whole.</param>
internal sealed partial class SeenTimes(
    AgentStore store, Action<string> unwritten, TimeProvider clock, ILogger<SeenTimes> logger) : BackgroundService
{
    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    // Each host once, as long as its note is not cleared.
    private readonly ConcurrentQueue<AgentPresence> _noted = new();
    private bool _isFailing;

    /// <summary>A heartbeat came from a host that was online, and told nothing new.</summary>
    public void Note(AgentPresence host)
    {
        if (host.TryNote()) _noted.Enqueue(host);
    }

    /// <summary>Writes what is noted, and ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("times of heartbeats", async stopping =>
        {
            await Task.Delay(FleetLimits.SeenWritePeriod, clock, stopping);
            await WriteAsync();
        }, stoppingToken);

    private async Task WriteAsync()
    {
        // As many as there are now: those that are noted meanwhile have time until the next turn.
        for (var left = _noted.Count; left > 0;)
        {
            var piece = new List<AgentPresence>(FleetLimits.HostsPerPiece);
            while (left > 0 && piece.Count < FleetLimits.HostsPerPiece && _noted.TryDequeue(out var host))
            {
                piece.Add(host);
                left--;
            }
            if (piece.Count == 0 || !await TryWriteAsync(piece)) return;
        }
    }

    private async Task<bool> TryWriteAsync(List<AgentPresence> piece)
    {
        // Before the times are read: a heartbeat in between is noted again.
        foreach (var host in piece) host.ClearNote();
        try
        {
            foreach (var host in await store.StoreTimesAsync(piece, Read)) unwritten(host.AgentId);
            if (_isFailing) LogWritten();
            _isFailing = false;
            return true;
        }
        catch (StoreException e)
        {
            foreach (var host in piece) Note(host);
            if (!_isFailing) LogNotWritten(e.Message, FleetLimits.SeenWritePeriod.TotalSeconds);
            _isFailing = true;
            return false;
        }
    }

    // Runs within the write: a silence that begins later is written after it.
    private static SeenHost? Read(AgentPresence host) => host.Now is { State: HostState.Online, LastSeen: { } at } now
        ? new SeenHost(host.AgentId, at, (int)now.Interval.TotalSeconds)
        : null;

    [LoggerMessage(3052, LogLevel.Error,
        "when hosts were heard of could not be written, and is tried again every {Seconds:0} s: {Fault}")]
    private partial void LogNotWritten(string fault, double seconds);

    [LoggerMessage(3053, LogLevel.Information, "when hosts were heard of is written again")]
    private partial void LogWritten();
}
