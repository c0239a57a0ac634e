using Aops.Hosting.Logging;
using Aops.Layout;
using Aops.Native.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aops.Spm;

/// <summary>
/// Runs spm as a generic host: starts and stops the services of <see cref="SpmParts"/> in order, and ends
/// the process if one of them fails.
/// </summary>
internal static partial class SpmHost
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(30);

    /// <summary>Runs until spm is told to end.</summary>
    /// <param name="held">The lock that makes this the only spm of the root.</param>
    /// <param name="logging">The log of spm.</param>
    /// <param name="openSsl">Yields what is missing for TLS and hashes, or null.</param>
    /// <exception cref="MissingLibraryException">Something is missing; nothing was run.</exception>
    public static void Run(AopsLayout layout, InstanceLock held, AgentLogging logging, Task<string?> openSsl)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(logging.Factory);
        builder.Services.AddSingleton(Options.Create(new HostOptions { ShutdownTimeout = ShutdownTime }));
        builder.Services.AddSingleton(
            p => new SpmParts(layout, held, logging, p.GetRequiredService<IHostApplicationLifetime>()));
        AddServices(builder.Services);
        // Nothing here has options to validate; the validator would take a seventh of the start and 1.6 MB.
        builder.Services.RemoveAll<IStartupValidator>();

        // The parts compute hashes when they are created.
        if (openSsl.Result is { } missing) throw new MissingLibraryException(missing);
        using var host = builder.Build();
        LogStarted(
            logging.Factory.CreateLogger("Aops.Spm"), Product.Describe("aops-spm"), Environment.ProcessId, layout.Root);
        host.Run();
    }

    private static void AddServices(IServiceCollection services)
    {
        // Nothing else may end this process: the default lifetime of the host does not know the stop
        // marker.
        services.AddSingleton<IHostLifetime>(p => Parts(p).Shutdown);
        // Stopped last: after the heartbeats.
        Add(parts => parts.Farewell);
        // Started in this order: the socket first, since spa waits for it.
        Add(parts => parts.Local);
        Add(parts => parts.Pair);
        Add(parts => parts.SubAgents);
        Add(parts => parts.Upgrades);
        Add(parts => parts.Connections);
        Add(parts => parts.Heartbeats);
        Add(parts => parts.Authority);
        Add(parts => parts.Commands);
        Add(parts => parts.Runs);
        Add(parts => parts.Metrics);
        Add(parts => parts.Inventory);
        // Last, since it reports to systemd that all services above have started.
        Add(parts => parts.Unit);

        void Add(Func<SpmParts, IHostedService> service) =>
            services.AddSingleton(p => service(Parts(p)));

        static SpmParts Parts(IServiceProvider provider) => provider.GetRequiredService<SpmParts>();
    }

    [LoggerMessage(2150, LogLevel.Information, "{Product}, pid {Pid}, root {Root}")]
    private static partial void LogStarted(ILogger logger, string product, int pid, string root);
}
