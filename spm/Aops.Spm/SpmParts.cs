using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Pair;
using Aops.Spm.Commands;
using Aops.Spm.Connections;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Aops.Spm.Inventory;
using Aops.Spm.Inventory.Sources;
using Aops.Spm.Local;
using Aops.Spm.Pair;
using Aops.Spm.Releases;
using Aops.Spm.Playbooks;
using Aops.Spm.Runs;
using Aops.Spm.SubAgents;
using Aops.Spm.Upgrades;
using Aops.Supervision;
using Aops.Systemd;
using Aops.Systemd.Notify;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Trial;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm;

/// <summary>
/// All parts of spm, composed by constructors: the only place that knows every part. Each part is created
/// from those before it; only the threads of supervision and settings start here. A container that resolves
/// constructors reads metadata and builds generic types, which takes a seventh of the start.
/// </summary>
internal sealed class SpmParts : IAsyncDisposable
{
    private readonly SpmState _state;
    private readonly EventLoop _loop = new("supervision");
    private readonly Supervisor _supervisor;
    private readonly ServerHttp _http;
    private readonly ReloadSignal _reload;

    public SpmParts(
        AopsLayout layout, InstanceLock held, AgentLogging logging, IHostApplicationLifetime lifetime)
    {
        var (time, random, logs) = (TimeProvider.System, Random.Shared, logging.Factory);
        var state = _state = new SpmState(layout, time, logs);
        var (settings, desired, journal, faults) = (state.Settings, state.Desired, state.Journal, state.Faults);
        FollowSettings(logging);
        var loops = new LoopSupervisor(state.SetFault, time, logs.CreateLogger<LoopSupervisor>());

        var notifier = ServiceNotifier.FromEnvironment();
        var supervision = new SupervisorOptions { UseUnits = SystemdHost.IsUnitOf(Role.Spm) };
        _supervisor = new Supervisor(layout, _loop, supervision, logs.CreateLogger<Supervisor>());
        var restart = new RestartInPlace(layout, _supervisor, _loop, notifier, logs.CreateLogger<RestartInPlace>());
        var memory = new MemoryGuard(settings, restart, time, logs.CreateLogger<MemoryGuard>());

        var connections = state.OpenConnections();
        _http = new ServerHttp(() => connections.Current, static used => used.CreateHandler());
        var packages = new PackageFetcher(
            layout, new ReleaseSources(_http, connections, settings, time, logs.CreateLogger<ReleaseSources>()),
            memory, time, logs);
        var client = new HeartbeatClient(_http, time);

        var own = new OwnSlot(Role.Spm, journal.Slots);
        var socket = new LocalSocket(layout, Role.Spm);
        var units = new UnitGuard(layout, journal, settings, faults, time, logs.CreateLogger<UnitGuard>());
        var files = new FileGuard(
            layout, held, socket, settings, journal, packages, faults, units, logging, own, restart, lifetime, loops,
            time, logs.CreateLogger<FileGuard>());
        var commit = new PostCommitTasks(layout, journal, logs.CreateLogger<PostCommitTasks>());
        var trial = new SpaTrialObserver(
            commit, journal, state.Upgrades, settings, restart, state.Heartbeats, new SlotWitness(layout), own,
            state.News, loops, time, logs.CreateLogger<SpaTrialObserver>());
        var pairLog = logs.CreateLogger<PairService>();
        Pair = new PairService(
            layout, UnitStarter.Choose(layout, Role.Spm, pairLog), settings, _loop, state.Health, state.Heartbeats,
            memory, files, held, trial, loops, time, pairLog);

        var questions = new HeartbeatQuestions(state.Heartbeats, state.News, time);
        var orders = new OrderGuard(desired, state.Hold, questions.AskAsync, time);
        var change = new SubAgentDeployment(
            state.SubAgents, state.Floors, packages, orders, _supervisor, time,
            logs.CreateLogger<SubAgentDeployment>());
        SubAgents = new SubAgentService(
            _supervisor, state.SubAgents, state.Floors, change, desired, state.Hold, state.Health, faults,
            state.News, loops, time, random, logs.CreateLogger<SubAgentService>());
        var exclusive = new ExclusiveRun(() => journal.Read().IsTrial, time);
        Runs = RunParts.Make(
            layout, supervision.UseUnits, state.Runs, new RunClient(() => _http.Client, time),
            () => connections.Current is { Server: var server } && IdentityFile.Read(layout) is { } self
                ? (server, self)
                : null,
            new RunVerifier(layout, packages, new PlaybookVerification(packages), () => settings.Current.Runs,
                () => RunHostFacts.TryRead(layout, settings.Current.HostName), time), exclusive,
            loops, time, random, logs);
        var steps = new UpgradeTransitions(journal, state.Upgrades, time);
        var runner = new UpgradeRunner(
            layout, steps, state.Upgrades, packages, orders, new SelfTestRunner(layout).RunAsync,
            () => Pair.Peer is not null, exclusive, restart, state.News, time, logs.CreateLogger<UpgradeRunner>());
        Upgrades = new UpgradeService(
            commit, steps, runner, state.Upgrades, desired, state.Hold, state.Health, faults, state.News, loops,
            time, random, logs.CreateLogger<UpgradeService>());

        Shutdown = new Shutdown(
            layout, SubAgents, Runs.StopAllAsync, notifier, lifetime, logs.CreateLogger<Shutdown>());
        Farewell = new FarewellService(layout, () => Shutdown.Farewell);
        var status = new StatusComposer(
            layout, settings, connections, state.Heartbeats, desired, state.Hold, Pair, SubAgents, state.Upgrades,
            faults, time);
        Local = new LocalService(
            layout, socket, status, Pair, SubAgents, Upgrades, state.Hold, restart, Shutdown,
            logs.CreateLogger<LocalService>());
        Connections = new ConnectionService(
            layout, connections, settings, loops, time, logs.CreateLogger<ConnectionService>());
        var hints = new AuthorityHints(connections, time);
        Authority = new AuthorityFollower(
            layout, connections, hints, packages, loops, time, logs.CreateLogger<AuthorityFollower>());
        var counter = new HeartbeatCounter(layout);
        var inventory = new InventoryState();
        var composer = new HeartbeatComposer(
            settings, status.ComposeAgent, SubAgents.Snapshot, desired, counter, () => inventory.Hashes);
        Heartbeats = new HeartbeatService(
            layout, settings, connections, hints, client, composer, state.Heartbeats, questions, counter,
            state.News,
            new AnswerIntake(desired, state.Inbox, state.Runs, inventory.Answer, faults), memory, loops, time, random,
            logs.CreateLogger<HeartbeatService>());
        Commands = new CommandService(
            layout, state.Inbox, state.Commands, client, connections, SubAgents.ActAsync,
            Upgrades.OrderServersRollbackAsync, restart, loops, time, random, logs.CreateLogger<CommandService>());
        Metrics = new MetricsService(status, settings, faults, loops, logs.CreateLogger<MetricsService>());
        var tree = new HostTree();
        var uploader = new InventoryUploader(layout, client, connections);
        Inventory = new InventoryService(
            new InventoryGatherer(InventorySources.Of(tree), time, logs.CreateLogger<InventoryGatherer>()), inventory,
            () => PackageReader.ChangedAt(tree),
            (content, stop) => uploader.SendAsync(content.Section, content.Hash, content.Json, stop),
            memory.TrimWhenIdle, loops, time, random);
        _reload = new ReloadSignal(settings, logging);
        Unit = new UnitService(notifier, _loop, state.Upgrades, loops);
    }

    public Shutdown Shutdown { get; }

    public FarewellService Farewell { get; }

    public LocalService Local { get; }

    public PairService Pair { get; }

    public SubAgentService SubAgents { get; }

    public UpgradeService Upgrades { get; }

    public ConnectionService Connections { get; }

    public AuthorityFollower Authority { get; }

    public HeartbeatService Heartbeats { get; }

    public CommandService Commands { get; }

    public RunService Runs { get; }

    public MetricsService Metrics { get; }

    public InventoryService Inventory { get; }

    public UnitService Unit { get; }

    public async ValueTask DisposeAsync()
    {
        _reload.Dispose();
        _http.Dispose();
        await _supervisor.DisposeAsync();
        _loop.Dispose();
        _state.Dispose();
    }

    private void FollowSettings(AgentLogging logging)
    {
        var (settings, desired) = (_state.Settings, _state.Desired);
        logging.SetLevel(settings.Current.LogLevel);
        settings.Changed += changed => logging.SetLevel(changed.LogLevel);
        if (desired.Current is { } wanted) settings.SetOverlay(wanted.Settings);
        _state.Hold.Changed += _state.News.Raise;
        desired.Changed += () => settings.SetOverlay(desired.Current!.Settings);
    }
}
