using Aops.Contracts;
using Aops.Native.Crypto;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Server.Certificates;
using Aops.Server.Connections;
using Aops.Server.People;
using Aops.Server.Repository;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>
/// A running server: lock, store, parts and Kestrel, acquired in this order and released in reverse.
/// </summary>
internal sealed partial class ServerApplication : IAsyncDisposable
{
    private readonly FileLock _lock;
    private readonly Database _database;
    private readonly CompositionRoot _parts;
    private readonly WebApplication _web;
    private readonly ServerCertificates _certificates;
    private readonly int _listenCount;

    private ServerApplication(
        ServerFolder folder, FileLock dataLock, Database database, CompositionRoot parts, WebApplication web,
        ServerCertificates certificates, Uri url, int listenCount)
    {
        (Folder, _lock, _database, _parts, _web, _certificates, Url, _listenCount) =
            (folder, dataLock, database, parts, web, certificates, url, listenCount);
    }

    public ServerFolder Folder { get; }

    /// <summary>Name of its database, for messages.</summary>
    public string DatabaseName => _database.Name;

    public Uri Url { get; }

    /// <summary>Where console and API answer with the operator's own certificate; null for nowhere.</summary>
    public Uri? WebUrl => _web.Urls.Skip(_listenCount).FirstOrDefault() is { } url ? new Uri(url) : null;

    /// <summary>SHA-256 of the authority that signed the server's certificate.</summary>
    public string CaFingerprint => _certificates.Fingerprint;

    /// <summary>Every endpoint.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => EndpointDeclarations.All(_web);

    /// <summary>Number of heartbeats that are held now.</summary>
    public int HeldCount => _parts.Held.Count;

    /// <summary>Starts a server. When it returns, requests are answered.</summary>
    /// <exception cref="StartupFault">It cannot start; everything that was acquired is released.</exception>
    public static async Task<ServerApplication> StartAsync(
        ServerOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        Validate(options);
        // Most connections are those of agents that wait.
        TlsBuffers.ReleaseWhenEmpty();
        var folder = ServerFolder.Open(options.DataDirectory);
        var taken = new Stack<IAsyncDisposable>();
        try
        {
            var dataLock = folder.AcquireLock();
            taken.Push(new Release(dataLock));
            if (options.TrustRoot is { } root) new TrustedRoot(folder.TrustRoot).Import(root);
            var certificates = OpenCertificates(folder, options, clock);
            OpenWebCertificate(options);
            var database = ServerDatabase.Open(folder, options.Database, options.DatabaseLockWait, clock);
            taken.Push(database);
            await new BootstrapKey(new KeyStore(database), new PersonStore(database), clock).OpenAsync(
                File.Exists(folder.OperatorToken), folder.OpenOperatorToken, cancellationToken);
            var logs = new SerilogLoggerFactory(ServerLog.Create(options.LogLevel), dispose: true);
            var plan = PlanDescriptors(options, logs.CreateLogger<ServerApplication>());
            var parts = new CompositionRoot(folder, options, certificates, database, plan, clock, logs);
            taken.Push(parts);

            var web = KestrelHost.Build(
                options, folder.Root, certificates, logs, clock, parts.Transport, parts.Services);
            taken.Push(web);
            _ = StopAsync(web, database.PutBack);
            // Answer the held heartbeats now.
            web.Lifetime.ApplicationStopping.Register(parts.Held.Stop);
            web.UseMiddleware(parts.Gate, parts.Idempotency, parts.Approvals, parts.Metrics, logs, clock);
            parts.Map(web, ServerAddresses.Addresses(options), web.Lifetime.ApplicationStopping);
            await KestrelHost.StartAsync(web, options, cancellationToken);
            var url = ServerAddresses.Url(options, web.Urls.First());
            return new ServerApplication(
                folder, dataLock, database, parts, web, certificates, url, options.Listen.Count);
        }
        catch
        {
            while (taken.TryPop(out var part)) await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Completes when the process was asked to stop (SIGTERM, SIGINT) and every request has ended. Throws
    /// the exception of a background service that failed, which stops the server as well.
    /// </summary>
    /// <exception cref="StartupFault">The database was put back to an earlier point; the next start takes it up.</exception>
    public async Task WaitAsync()
    {
        await _web.WaitForShutdownAsync();
        if (_database.PutBack is { IsCompletedSuccessfully: true, Result: var fault })
        {
            throw new StartupFault(ExitCodes.Unavailable,
                $"{fault.Message}; the next start begins another history, and no host is put back with it", fault);
        }
        foreach (var loop in _parts.Services.OfType<BackgroundService>())
        {
            if (loop.ExecuteTask is { IsFaulted: true } failed) await failed;
        }
    }

    /// <summary>Stops: held heartbeats are answered, requests get some seconds to end, all writes are committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        await _parts.DisposeAsync();
        await _database.DisposeAsync();
        _lock.Dispose();
    }

    // What is in memory is of commits that the database does not have any more.
    private static async Task StopAsync(WebApplication web, Task putBack)
    {
        await putBack;
        web.Lifetime.StopApplication();
    }

    private static void Validate(ServerOptions options)
    {
        var result = new ServerOptionsValidator().Validate(null, options);
        if (result.Failed) throw new StartupFault(ExitCodes.Usage, string.Join("; ", result.Failures));
    }

    private static DescriptorPlan PlanDescriptors(ServerOptions options, ILogger<ServerApplication> logger)
    {
        var descriptors = ProcessSetup.RaiseToHard(ResourceLimit.OpenFiles);
        if (descriptors < DescriptorPlan.DescriptorsMin)
        {
            throw new StartupFault(ExitCodes.OsError,
                $"this process may open {descriptors} files, and needs {DescriptorPlan.DescriptorsMin}; raise the limit " +
                "(LimitNOFILE= of a unit, 'ulimit -n' of a shell)");
        }
        var plan = DescriptorPlan.Of(descriptors, options.ConnectionsPerAddress);
        LogPlan(logger, plan.ConnectionsMax, plan.PerAddressMax, descriptors);
        return plan;
    }

    private static ServerCertificates OpenCertificates(
        ServerFolder folder, ServerOptions options, TimeProvider clock)
    {
        try
        {
            var certificates = new ServerCertificates(
                folder.Authorities, folder.Certificate, folder.CertificateKey, ServerAddresses.OfCertificate(options));
            certificates.Refresh(clock.GetUtcNow());
            return certificates;
        }
        catch (Exception e) when (e is FileNotFoundException || KeyFaults.Explain(e))
        {
            throw new StartupFault(ExitCodes.BadData,
                $"the certificate authority in {folder.Root} (ca.pem, ca.key) is no certificate with its key in PEM; " +
                "restore both files from a backup, as every agent has pinned this authority", e);
        }
    }

    private static void OpenWebCertificate(ServerOptions options)
    {
        try
        {
            options.WebCertificate?.Refresh();
        }
        catch (InvalidDataException e)
        {
            throw new StartupFault(ExitCodes.NoInput, e.Message, e);
        }
    }

    // One stack releases everything that a start has acquired.
    private sealed class Release(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    [LoggerMessage(3060, LogLevel.Information,
        "serving up to {Connections} connections, {PerAddress} of one address, as this process may open {Files} files")]
    private static partial void LogPlan(ILogger logger, int connections, int perAddress, long files);
}
