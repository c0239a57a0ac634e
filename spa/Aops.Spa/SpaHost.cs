using System.Runtime.InteropServices;
using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Pair;
using Aops.Systemd;
using Aops.Systemd.Notify;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Trial;
using Microsoft.Extensions.Logging;

namespace Aops.Spa;

/// <summary>
/// A running spa. The constructor creates all parts, each from those before it; nothing starts before
/// <see cref="LiveAsync"/>. Unlike spm it is not a generic host: that would cost 0.3 MB of memory at rest
/// (3.19 MB of its own instead of 2.88) and 0.5 MB of program size for one service.
/// </summary>
internal sealed partial class SpaHost
{
    private const int WatchdogTimeouts = 4;

    private readonly AopsLayout _layout;
    private readonly AgentLogging _logging;
    private readonly ILogger<SpaHost> _logger;
    private readonly TaskCompletionSource<SpaExit> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ServiceNotifier _notifier = ServiceNotifier.FromEnvironment();
    private readonly SettingsWatcher _settings;
    private readonly TrialCoordinator _trial;
    private readonly OwnSlot _own;
    private readonly LocalSocket _socket;
    private readonly KeyFiles _files;
    private readonly PeerWatch _watch;
    private readonly SpaRequests _requests;
    private LocalListener? _listener;

    public SpaHost(AopsLayout layout, InstanceLock held, AgentLogging logging)
    {
        _layout = layout;
        _logging = logging;
        _logger = logging.Factory.CreateLogger<SpaHost>();
        _settings = new SettingsWatcher(layout, logging.Factory.CreateLogger<SettingsWatcher>());
        var desired = new DesiredSettings(layout, _settings);
        desired.Look();
        var store = new JournalStore(layout, TimeProvider.System, LogJournalFault);
        _own = new OwnSlot(Role.Spa, store.Slots);
        _trial = new TrialCoordinator(Role.Spm, store, TimeProvider.System, _logger, new SlotWitness(layout));
        _socket = new LocalSocket(layout, Role.Spa);
        var ownLock = new OwnLock(held, End, _logger);
        _files = new KeyFiles(
            layout, store, ownLock, _socket, new GuardStarter(layout, TimeProvider.System, LogGuardFault), _settings,
            TimeProvider.System, _logger);
        var memory = new MemoryWatch(() => _settings.Current.SpaMemoryMaxBytes, TimeProvider.System);
        var observer = new SpmTrialObserver(
            _trial, _own, _notifier, new SlotRepair(layout, _logger), _files, _settings,
            new Housekeeping(_files, memory, _settings, desired, logging, End), End);
        _watch = new PeerWatch(
            new PeerWatchOptions
            {
                Layout = layout,
                Mine = Role.Spa,
                Starter = UnitStarter.Choose(layout, Role.Spa, _logger),
                Observer = observer,
                EnsureLock = ownLock.Ensure,
            },
            TimeProvider.System, logging.Factory.CreateLogger<PeerWatch>());
        _requests = new SpaRequests(layout, _watch, _trial, _own, _settings, End);
    }

    /// <summary>Runs until a reason to end occurs, then closes all parts, unless the program is replaced.</summary>
    /// <returns>The reason.</returns>
    public async Task<SpaExit> LiveAsync()
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var reload = new ReloadSignal(_settings, _logging);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        LogStarted(_own.Version, Environment.ProcessId, _layout.Root);
        Apply(_settings.Current);
        _settings.Changed += Apply;
        _listener = LocalListener.Start(_socket, ServeAsync, _logger);
        _watch.Start();
        _notifier.Ready($"version {_own.Version}; watching {Role.Spm.ProgramName()}");
        var end = await _end.Task;
        LogEnding(end.Reason);
        if (end.IsReplacement)
        {
            // Nothing is closed: exec does it, and each wait would delay the ping that spm expects.
            _notifier.Reloading(end.Reason);
            return end;
        }
        _notifier.Stopping(end.Reason);
        await CloseAsync();
        return end;
    }

    /// <summary>Closes everything in its order. A test that had this image replaced does it, as no kernel does.</summary>
    internal async Task CloseAsync()
    {
        await _watch.DisposeAsync();
        await _files.EndAsync();
        if (_listener is not null) await _listener.DisposeAsync();
        _settings.Dispose();
    }

    private Task ServeAsync(LocalLink link, CancellationToken cancellationToken)
    {
        if (link.PeerHello.Role == Role.Spm) return _watch.ServeAsync(link, cancellationToken);
        _requests.Serve(link);
        return Task.CompletedTask;
    }

    private void End(SpaExit end) => _end.TrySetResult(end);

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        End(SpaExit.ForSignal(context.Signal, File.Exists(_layout.StopMarker), MemberStop.Resolve(Role.Spa)?.Clause));
    }

    private void Apply(AgentSettings settings)
    {
        _logging.SetLevel(settings.LogLevel);
        // The watch signals liveness at least once in a ping timeout.
        _notifier.ExtendWatchdog(WatchdogTimeouts * settings.PingTimeout);
        _watch.Update(new PairTimes { PingInterval = settings.PingInterval, PingTimeout = settings.PingTimeout });
        _trial.Update(
            settings.TrialPeriod, settings.TrialDeadline, settings.PingTimeout, settings.SpmMemoryMaxBytes,
            settings.HeartbeatInterval);
    }

    [LoggerMessage(2530, LogLevel.Information, "aops-spa {Version} started as pid {Pid} on {Root}")]
    private partial void LogStarted(string version, int pid, string root);

    [LoggerMessage(2531, LogLevel.Error, "{Fault}")]
    private partial void LogJournalFault(string fault);

    [LoggerMessage(2532, LogLevel.Error, "{Fault}")]
    private partial void LogGuardFault(string fault);

    [LoggerMessage(2533, LogLevel.Information, "ending: {Reason}")]
    private partial void LogEnding(string reason);
}
