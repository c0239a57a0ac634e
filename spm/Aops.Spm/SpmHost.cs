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

namespace Aops.Spm;

/// <summary>Puts spm together and runs it. Services start in the order in which they are added here.</summary>
internal static class SpmHost
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(30);

    /// <summary>Runs until spm is told to end.</summary>
    public static void Run(AopsLayout layout, HeldLock held, AgentLogging logging)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var services = builder.Services;
        services.AddSingleton(layout);
        services.AddSingleton(held);
        services.AddSingleton(logging);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(logging.Factory);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTime);
        AddState(services);
        AddServices(services);

        using var host = builder.Build();
        var settings = host.Services.GetRequiredService<SettingsWatcher>();
        logging.SetLevel(settings.Current.LogLevel);
        settings.Changed += changed => logging.SetLevel(changed.LogLevel);
        var desired = host.Services.GetRequiredService<DesiredStore>();
        if (desired.Current is { } wanted) settings.SetOverlay(wanted.Settings);
        desired.Changed += () => settings.SetOverlay(desired.Current!.Settings);
        logging.Factory.CreateLogger("Aops.Spm").LogInformation(
            "{Product}, pid {Pid}, root {Root}", Product.Describe("aops-spm"), Environment.ProcessId, layout.Root);
        host.Run();
    }

    private static void AddState(IServiceCollection services)
    {
        services.AddSingleton<SettingsWatcher>();
        services.AddSingleton<FaultBoard>();
        services.AddSingleton<LocalHealth>();
        services.AddSingleton<NewsSignal>();
        services.AddSingleton<HeartbeatState>();
        services.AddSingleton<DesiredStore>();
        services.AddSingleton<CommandInbox>();
        services.AddSingleton<CommandLedger>();
        services.AddSingleton(provider => new JournalStore(
            provider.GetRequiredService<AopsLayout>(), provider.GetRequiredService<TimeProvider>(),
            fault => provider.GetRequiredService<ILogger<JournalStore>>().LogError("{Fault}", fault)));
        services.AddSingleton<UpgradeBoard>();
        services.AddSingleton<SubAgentStore>();
        services.AddSingleton<SubAgentFloors>();
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<SettingsWatcher>();
            return new ServerProxy(() => settings.Current.Proxy);
        });
        services.AddSingleton<ServerHttp>();
        services.AddSingleton(_ => ServiceNotifier.FromEnvironment());
        services.AddSingleton(_ => new EventLoop("supervision"));
        services.AddSingleton(provider => new Supervisor(
            provider.GetRequiredService<AopsLayout>(),
            provider.GetRequiredService<EventLoop>(),
            new SupervisorOptions { UseUnits = SystemdHost.IsUnitOf(Role.Spm) },
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<Supervisor>()));
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ReleaseSources>();
        services.AddSingleton<PackageFetcher>();
        services.AddSingleton<SelfTestRunner>();
        services.AddSingleton<UpgradeSteps>();
        services.AddSingleton<UpgradeRunner>();
        services.AddSingleton<CommitWork>();
        services.AddSingleton<SpaTrial>();
        services.AddSingleton<RestartInPlace>();
        services.AddSingleton<MemoryGuard>();
        services.AddSingleton<FileGuard>();
        services.AddSingleton<SubAgentChange>();
        services.AddSingleton<StatusComposer>();
        services.AddSingleton<HeartbeatClient>();
        services.AddSingleton<HeartbeatComposer>();
        AddHosted<Shutdown>(services);
        // The socket first: spa waits for it.
        AddHosted<LocalService>(services);
        AddHosted<PairService>(services);
        AddHosted<SubAgentService>(services);
        AddHosted<UpgradeService>(services);
        AddHosted<HeartbeatService>(services);
        AddHosted<CommandService>(services);
        AddHosted<MetricsService>(services);
        // Last: what it tells systemd is that all of the above has begun.
        AddHosted<UnitService>(services);
    }

    private static void AddHosted<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
        System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TService>(
        IServiceCollection services)
        where TService : class, IHostedService
    {
        services.AddSingleton<TService>();
        services.AddHostedService(provider => provider.GetRequiredService<TService>());
    }
}
