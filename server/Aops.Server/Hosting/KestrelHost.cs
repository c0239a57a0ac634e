using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Aops.Contracts;
using Aops.Server.Certificates;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>The generic host of the server, with Kestrel in it: its lifetime, its services, its addresses.</summary>
internal static class KestrelHost
{
    private const string NotifySocketVariable = "NOTIFY_SOCKET";

    /// <summary>Builds the host; nothing is started.</summary>
    /// <param name="root">The data folder.</param>
    /// <param name="certificates">The server's certificate.</param>
    /// <param name="transport">Accepts the connections.</param>
    /// <param name="services">Started before the first request and stopped after the last, in reverse.</param>
    public static WebApplication Build(
        ServerOptions options, string root, ServerCertificates certificates, ILoggerFactory logs, TimeProvider clock,
        IConnectionListenerFactory transport, IEnumerable<IHostedService> services)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = root });
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(clock);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ServerLimits.StopDeadline);
        AddSystemd(builder.Services);
        foreach (var service in services) builder.Services.AddSingleton(service);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, certificates));
        // The last registered transport takes precedence.
        builder.Services.AddSingleton(transport);
        return builder.Build();
    }

    /// <summary>Starts the services and listens. When it returns, requests are answered.</summary>
    /// <exception cref="StartupFault">A service cannot start, or an address cannot be listened on.</exception>
    public static async Task StartAsync(WebApplication web, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (StoreException e)
        {
            throw new StartupFault(ExitCodes.CannotWrite, e.Message, e);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new StartupFault(ExitCodes.OsError,
                $"another program listens on {Describe(options)}; stop it, or give another address by " +
                "--listen (port 0 picks a free one)", e);
        }
        catch (Exception e) when (
            e is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            throw new StartupFault(ExitCodes.OsError,
                $"cannot listen on {Describe(options)}: {e.Message}", e);
        }
    }

    // AddSystemd checks whether the parent process is systemd, which ProtectProc=invisible of the unit
    // hides. The socket exists exactly where a unit of Type=notify waits for READY=1.
    private static void AddSystemd(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(NotifySocketVariable))) return;
        services.AddSingleton<ISystemdNotifier>(new SystemdNotifier());
        services.AddSingleton<IHostLifetime, SystemdLifetime>();
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, ServerCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        // An endpoint that takes a body declares its limit (EndpointAccess).
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestBufferSize = ServerLimits.ReadAheadBytesMax;
        limits.RequestHeadersTimeout = ServerLimits.FirstRequestDeadline;
        limits.MinRequestBodyDataRate = new MinDataRate(
            ServerLimits.RequestBytesPerSecondMin, ServerLimits.FirstRequestDeadline);
        // All streams of one connection together may send ahead no more than a connection with one request.
        limits.Http2.InitialConnectionWindowSize = 2 * ServerLimits.ReadAheadBytesMax;
        limits.Http2.InitialStreamWindowSize = ServerLimits.ReadAheadBytesMax;
        // Detects a dead client of a held request by its missing replies.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        foreach (var endpoint in options.Listen) Listen(kestrel, endpoint, () => certificates.Context);
        foreach (var endpoint in options.WebListen) Listen(kestrel, endpoint, () => options.WebCertificate!.Context);
    }

    private static void Listen(
        KestrelServerOptions kestrel, IPEndPoint endpoint, Func<SslStreamCertificateContext> certificate) =>
        kestrel.Listen(endpoint, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            // Evaluated at each handshake, so that a renewed certificate needs no restart.
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate(),
                EnabledSslProtocols = SslProtocols.Tls13,
            }),
        }));

    private static string Describe(ServerOptions options) =>
        string.Join(", ", options.Listen.Concat(options.WebListen));
}
