using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Hosting.Settings;
using Aops.Native.Files;
using Aops.Spm.Commands;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Aops.Spm.Local;
using Aops.Spm.Pair;
using Aops.Spm.Releases;
using Aops.Spm.SubAgents;
using Aops.Spm.Upgrades;
using Aops.Supervision;
using Aops.Supervision.Loop;
using Aops.Systemd;
using Aops.Systemd.Notify;
using Aops.Upgrade.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aops.Spm;

/// <summary>
/// What spm is made of. Each part is constructed here by name: a container that looks for constructors itself reads
/// metadata and builds generic types, a seventh of the time of a start and a megabyte that stays.
/// </summary>
internal static class SpmServices
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(30);

    /// <summary>Adds everything.</summary>
    public static void Add(IServiceCollection services, AopsLayout layout, HeldLock held, AgentLogging logging)
    {
        services.AddSingleton(layout);
        services.AddSingleton(held);
        services.AddSingleton(logging);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(logging.Factory);
        services.AddSingleton(Options.Create(new HostOptions { ShutdownTimeout = ShutdownTime }));
        AddState(services);
        AddSupervision(services);
        AddUpgrades(services);
        AddHeartbeats(services);
        AddHosted(services);
    }

    private static void AddState(IServiceCollection services)
    {
        services.AddSingleton(p => new SettingsWatcher(p.Get<AopsLayout>(), p.Logger<SettingsWatcher>()));
        services.AddSingleton(_ => new FaultBoard());
        services.AddSingleton(_ => new LocalHealth());
        services.AddSingleton(_ => new NewsSignal());
        services.AddSingleton(_ => new HeartbeatState());
        services.AddSingleton(_ => new CommandInbox());
        services.AddSingleton(_ => new UpgradeBoard());
        services.AddSingleton(p => new DesiredStore(p.Get<AopsLayout>(), p.Logger<DesiredStore>()));
        services.AddSingleton(p =>
            new CommandLedger(p.Get<AopsLayout>(), p.Get<TimeProvider>(), p.Logger<CommandLedger>()));
        services.AddSingleton(p =>
        {
            var logger = p.Logger<JournalStore>();
            return new JournalStore(
                p.Get<AopsLayout>(), p.Get<TimeProvider>(), fault => logger.LogError("{Fault}", fault));
        });
    }

    private static void AddSupervision(IServiceCollection services)
    {
        services.AddSingleton(_ => ServiceNotifier.FromEnvironment());
        services.AddSingleton(_ => new EventLoop("supervision"));
        services.AddSingleton(p => new Supervisor(
            p.Get<AopsLayout>(), p.Get<EventLoop>(),
            new SupervisorOptions { UseUnits = SystemdHost.IsUnitOf(Role.Spm) }, p.Logger<Supervisor>()));
        services.AddSingleton(p => new SubAgentStore(p.Get<AopsLayout>(), p.Logger<SubAgentStore>()));
        services.AddSingleton(p => new SubAgentFloors(p.Get<AopsLayout>(), p.Logger<SubAgentFloors>()));
        services.AddSingleton(p => new SubAgentChange(
            p.Get<SubAgentStore>(), p.Get<SubAgentFloors>(), p.Get<PackageFetcher>(), p.Get<Supervisor>(),
            p.Get<TimeProvider>(), p.Logger<SubAgentChange>()));
        services.AddSingleton(p => new RestartInPlace(
            p.Get<AopsLayout>(), p.Get<Supervisor>(), p.Get<EventLoop>(), p.Get<ServiceNotifier>(),
            p.Logger<RestartInPlace>()));
        services.AddSingleton(p => new MemoryGuard(
            p.Get<SettingsWatcher>(), p.Get<RestartInPlace>(), p.Get<TimeProvider>(), p.Logger<MemoryGuard>()));
        services.AddSingleton(p => new FileGuard(
            p.Get<AopsLayout>(), p.Get<HeldLock>(), p.Get<SettingsWatcher>(), p.Get<JournalStore>(),
            p.Get<PackageFetcher>(), p.Get<FaultBoard>(), p.Get<AgentLogging>(), p.Get<RestartInPlace>(),
            p.Get<IHostApplicationLifetime>(), p.Get<TimeProvider>(), p.Logger<FileGuard>()));
    }

    private static void AddUpgrades(IServiceCollection services)
    {
        services.AddSingleton(p => new ReleaseSources(
            p.Get<ServerHttp>(), p.Get<SettingsWatcher>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new PackageFetcher(
            p.Get<AopsLayout>(), p.Get<ReleaseSources>(), p.Get<MemoryGuard>(), p.Get<TimeProvider>(),
            p.Get<ILoggerFactory>()));
        services.AddSingleton(p => new SelfTestRunner(p.Get<AopsLayout>()));
        services.AddSingleton(p => new UpgradeSteps(
            p.Get<JournalStore>(), p.Get<UpgradeBoard>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new UpgradeRunner(
            p.Get<AopsLayout>(), p.Get<UpgradeSteps>(), p.Get<UpgradeBoard>(), p.Get<PackageFetcher>(),
            p.Get<SelfTestRunner>(), p.Get<PairService>(), p.Get<RestartInPlace>(), p.Get<NewsSignal>(),
            p.Get<TimeProvider>(), p.Logger<UpgradeRunner>()));
        services.AddSingleton(p =>
            new CommitWork(p.Get<AopsLayout>(), p.Get<JournalStore>(), p.Logger<CommitWork>()));
        services.AddSingleton(p => new SpaTrial(
            p.Get<CommitWork>(), p.Get<JournalStore>(), p.Get<UpgradeBoard>(), p.Get<SettingsWatcher>(),
            p.Get<RestartInPlace>(), p.Get<NewsSignal>(), p.Get<TimeProvider>(), p.Logger<SpaTrial>()));
    }

    private static void AddHeartbeats(IServiceCollection services)
    {
        services.AddSingleton(p =>
        {
            var settings = p.Get<SettingsWatcher>();
            return new ServerProxy(() => settings.Current.Proxy);
        });
        services.AddSingleton(p => new ServerHttp(p.Get<AopsLayout>(), p.Get<FaultBoard>(), p.Get<ServerProxy>()));
        services.AddSingleton(p => new StatusComposer(
            p.Get<AopsLayout>(), p.Get<SettingsWatcher>(), p.Get<HeartbeatState>(), p.Get<DesiredStore>(),
            p.Get<PairService>(), p.Get<SubAgentService>(), p.Get<UpgradeBoard>(), p.Get<FaultBoard>(),
            p.Get<TimeProvider>()));
        services.AddSingleton(p => new HeartbeatClient(p.Get<ServerHttp>()));
        services.AddSingleton(p => new HeartbeatComposer(
            p.Get<SettingsWatcher>(), p.Get<StatusComposer>(), p.Get<SubAgentService>(), p.Get<DesiredStore>()));
    }

    // They start in this order.
    private static void AddHosted(IServiceCollection services)
    {
        // Nothing else ends this process: what the host would register by itself does not know of the stop marker.
        services.AddSingleton(p => new Shutdown(
            p.Get<AopsLayout>(), p.Get<SubAgentService>(), p.Get<ServiceNotifier>(),
            p.Get<IHostApplicationLifetime>(), p.Logger<Shutdown>()));
        services.AddSingleton<IHostLifetime>(p => p.Get<Shutdown>());
        // The socket first: spa waits for it.
        AddHosted(services, p => new LocalService(
            p.Get<AopsLayout>(), p.Get<StatusComposer>(), p.Get<PairService>(), p.Get<SubAgentService>(),
            p.Get<UpgradeService>(), p.Get<RestartInPlace>(), p.Get<Shutdown>(), p.Get<FileGuard>(),
            p.Logger<LocalService>()));
        AddHosted(services, p => new PairService(
            p.Get<AopsLayout>(), p.Get<SettingsWatcher>(), p.Get<EventLoop>(), p.Get<LocalHealth>(),
            p.Get<MemoryGuard>(), p.Get<FileGuard>(), p.Get<HeldLock>(), p.Get<SpaTrial>(), p.Get<TimeProvider>(),
            p.Logger<PairService>()));
        AddHosted(services, p => new SubAgentService(
            p.Get<Supervisor>(), p.Get<SubAgentStore>(), p.Get<SubAgentFloors>(), p.Get<SubAgentChange>(),
            p.Get<DesiredStore>(), p.Get<LocalHealth>(), p.Get<FaultBoard>(), p.Get<NewsSignal>(),
            p.Get<TimeProvider>(), p.Logger<SubAgentService>()));
        AddHosted(services, p => new UpgradeService(
            p.Get<CommitWork>(), p.Get<UpgradeSteps>(), p.Get<UpgradeRunner>(), p.Get<UpgradeBoard>(),
            p.Get<DesiredStore>(), p.Get<LocalHealth>(), p.Get<FaultBoard>(), p.Get<NewsSignal>(),
            p.Get<TimeProvider>(), p.Logger<UpgradeService>()));
        AddHosted(services, p => new HeartbeatService(
            p.Get<AopsLayout>(), p.Get<SettingsWatcher>(), p.Get<HeartbeatClient>(), p.Get<HeartbeatComposer>(),
            p.Get<HeartbeatState>(), p.Get<NewsSignal>(), p.Get<DesiredStore>(), p.Get<CommandInbox>(),
            p.Get<MemoryGuard>(), p.Get<TimeProvider>(), p.Logger<HeartbeatService>()));
        AddHosted(services, p => new CommandService(
            p.Get<AopsLayout>(), p.Get<CommandInbox>(), p.Get<CommandLedger>(), p.Get<HeartbeatClient>(),
            p.Get<SettingsWatcher>(), p.Get<SubAgentService>(), p.Get<UpgradeService>(), p.Get<RestartInPlace>(),
            p.Get<TimeProvider>(), p.Logger<CommandService>()));
        AddHosted(services, p => new MetricsService(
            p.Get<StatusComposer>(), p.Get<SettingsWatcher>(), p.Get<FaultBoard>(), p.Logger<MetricsService>()));
        // Last: what it tells systemd is that all of the above has begun.
        AddHosted(services, p => new UnitService(p.Get<ServiceNotifier>(), p.Get<EventLoop>(), p.Get<UpgradeBoard>()));
    }

    private static void AddHosted<TService>(IServiceCollection services, Func<IServiceProvider, TService> make)
        where TService : class, IHostedService
    {
        services.AddSingleton(make);
        services.AddSingleton<IHostedService>(p => p.Get<TService>());
    }

    private static T Get<T>(this IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();

    private static ILogger<T> Logger<T>(this IServiceProvider provider) =>
        provider.GetRequiredService<ILoggerFactory>().CreateLogger<T>();
}
