using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Layout;
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
/// Watches and revives spa, and proves to spa that spm works: each ping, every <c>pingInterval</c>, has
/// passed through the event loop and the thread pool, so that spa sees when either is stuck.
/// </summary>
internal sealed class PairService : BackgroundService, IPeerObserver
{
    // Longer pauses would look like a hang to spa.
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
            // spa applies the new times from now on, so the wait by the old ones ends early.
            _pingNow.Raise();
        };
    }

    /// <summary>Pid and version of spa; null while it is not connected.</summary>
    public (int Pid, string Version)? Peer =>
        _watch.Snapshot is { State: PeerState.Up, Pid: { } pid, Version: { } version } ? (pid, version) : null;

    /// <summary>How often this process has started spa.</summary>
    public int Revivals => _watch.Snapshot.Revivals;

    /// <summary>Serves the connection of spa.</summary>
    public Task ServeAsync(LocalLink link, CancellationToken cancellationToken) =>
        _watch.ServeAsync(link, cancellationToken);

    void IPeerObserver.Connected(IWatchedPeer peer, Hello hello, ProcessIdentity process)
    {
        _trial.Connected(peer, hello, process);
        // At once: a trial counts from the first healthy ping.
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
            await _loops.RunAsync("ping", Pauses, async stopping =>
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
        // A stuck loop never returns from here: no ping is sent, and spa acts.
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
