using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Aops.Spm.Upgrades;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Pair;

/// <summary>
/// Watches spa and brings it back, and shows spa that spm lives: a beat every <c>pingInterval</c> that has passed
/// through the event loop and the thread pool, so that neither can be stuck unnoticed.
/// </summary>
internal sealed class PairService : BackgroundService, IPeerObserver
{
    // Longer ones would be a hang to spa.
    private static readonly ExponentialBackoff Pauses = new(TimeSpan.FromSeconds(0.5), 2, TimeSpan.FromSeconds(2));

    private readonly SettingsWatcher _settings;
    private readonly EventLoop _loop;
    private readonly LoopSupervisor _loops;
    private readonly LocalHealth _health;
    private readonly HeartbeatState _heartbeats;
    private readonly MemoryGuard _memory;
    private readonly FileGuard _files;
    private readonly SpaTrialObserver _trial;
    private readonly TimeProvider _clock;
    private readonly PeerWatch _watch;
    private readonly WakeSignal _pingNow = new();
    private long _sequence;

    public PairService(
        AopsLayout layout, IPeerStarter starter, SettingsWatcher settings, EventLoop loop, LocalHealth health,
        HeartbeatState heartbeats, MemoryGuard memory, FileGuard files, InstanceLock held, SpaTrialObserver trial,
        LoopSupervisor loops, TimeProvider clock, ILogger<PairService> logger)
    {
        (_settings, _loop, _health, _memory, _files) = (settings, loop, health, memory, files);
        (_trial, _heartbeats, _loops, _clock) = (trial, heartbeats, loops, clock);
        _watch = new PeerWatch(
            new PeerWatchOptions
            {
                Layout = layout,
                Mine = Role.Spm,
                Starter = starter,
                Observer = this,
                EnsureLock = held.Ensure,
                Times = Times(settings.Current),
            },
            clock, logger);
        settings.Changed += changed =>
        {
            _watch.Update(Times(changed));
            // spa counts by the new times from now on, so the wait of the old ones must not be waited out.
            _pingNow.Raise();
        };
    }

    /// <summary>spa, or null while it is away.</summary>
    public (int Pid, string Version)? Peer =>
        _watch.Snapshot is { State: PeerState.Up, Pid: { } pid, Version: { } version } ? (pid, version) : null;

    /// <summary>How often spa was started by this process.</summary>
    public int Revivals => _watch.Snapshot.Revivals;

    /// <summary>Serves a connection whose hello says that it is spa.</summary>
    public Task ServeAsync(LocalLink link, CancellationToken cancellationToken) =>
        _watch.ServeAsync(link, cancellationToken);

    void IPeerObserver.Connected(IWatchedPeer peer, Hello hello, ProcessIdentity process)
    {
        _trial.Connected(peer, hello, process);
        // At once: a trial counts from the first sign of health.
        _pingNow.Raise();
    }

    void IPeerObserver.Ended(PeerEnd end)
    {
        if (end.Exit.Code == ExitCodes.NotFound)
        {
            // The launcher has found no program for spa.
            _files.CheckSoon();
            _pingNow.Raise();
        }
        _trial.Ended(end);
    }

    void IPeerObserver.Hung(TimeSpan silence) => _trial.Hung(silence);

    void IPeerObserver.Ticked(IWatchedPeer peer) => _trial.Ticked(peer);

    LocalMessage? IPeerObserver.Received(IWatchedPeer peer, LocalMessage message)
    {
        if (message is not Pong reply) return null;
        _trial.Replied(peer, reply);
        if (reply.HeartbeatNow) _heartbeats.Wake();
        _memory.TrimWhenIdle();
        return null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _watch.Start();
        try
        {
            await _loops.RunAsync("beat", Pauses, async stopping =>
            {
                await BeatAsync();
                await _pingNow.WaitAsync(_settings.Current.PingInterval, _clock, stopping);
            }, stoppingToken);
        }
        finally
        {
            await _watch.DisposeAsync();
        }
    }

    private async Task BeatAsync()
    {
        // A loop that is stuck never returns from here, so no beat is sent, and spa acts.
        await _loop.InvokeAsync(static () => true);
        _files.Glance();
        _watch.TrySend(new Ping
        {
            Sequence = ++_sequence,
            RssBytes = _memory.Sample(),
            Health = _health.Report(_settings.ConfReading),
            Heartbeats = _heartbeats.Tally,
        });
    }

    private static PairTimes Times(AgentSettings settings) => new()
    {
        PingInterval = settings.PingInterval,
        PingTimeout = settings.PingTimeout,
    };
}
