using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Aops.Server.Hosting;
using Aops.Server.Storage;
using Aops.Server.Tests.Answers;
using Serilog.Events;

namespace Aops.Server.Tests.Support;

/// <summary>The real server in this process, on a free loopback port with TLS, over a folder of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private ServerApplication? _application;

    private TestServer(TimeProvider? clock)
    {
        _clock = clock ?? TimeProvider.System;
        Data = Path.Combine(Path.GetTempPath(), $"aops-server-{Guid.NewGuid():N}");
    }

    public string Data { get; private set; }

    public ServerApplication Application => _application ?? throw new InvalidOperationException("stopped");

    /// <summary>Without credentials.</summary>
    public HttpClient Anybody { get; private set; } = null!;

    /// <summary>With the operator's token.</summary>
    public HttpClient Operator { get; private set; } = null!;

    /// <summary>Answers that were what the document says of their operation: its name and their status.</summary>
    public ConcurrentDictionary<(string Operation, int Status), bool> CheckedAnswers { get; } = new();

    /// <summary>Words that name the data of this server to its commands.</summary>
    public string[] DataWords => ["--data", Data, "--database", TestStore.WordOf(Data)];

    public string CaFile => Application.Folder.CaCertificate;

    public static async Task<TestServer> StartAsync(TimeProvider? clock = null)
    {
        var server = new TestServer(clock);
        TestStore.MakeTables(server.Data);
        await server.StartAgainAsync();
        return server;
    }

    public static ServerOptions Options(string data) => new()
    {
        DataDirectory = data,
        Database = TestStore.Of(data),
        DatabaseLockWait = TimeSpan.Zero,
        Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
        LogLevel = LogEventLevel.Fatal,
    };

    /// <summary>Opens its database beside it.</summary>
    public Database OpenDatabase() => Database.Open(TestStore.Of(Data).Open(lockWait: null));

    public async Task StopAsync()
    {
        if (_application is null) return;
        await _application.DisposeAsync();
        _application = null;
    }

    /// <summary>
    /// Stops, as a machine does that is lost with its folder and its database, and goes on with another folder.
    /// </summary>
    /// <param name="folder">Its name.</param>
    public async Task LoseAsync(string folder)
    {
        await StopAsync();
        TestStore.Remove(Data);
        Directory.Delete(Data, recursive: true);
        Data = folder;
    }

    public Task StartAgainAsync() => StartAgainAsync(Options(Data));

    public async Task StartAgainAsync(ServerOptions options)
    {
        _application = await ServerApplication.StartAsync(options, _clock, CancellationToken.None);
        Anybody = CreateClient();
        Operator = CreateClient();
        Operator.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", Application.Folder.OpenOperatorToken());
    }

    /// <summary>A client with a key.</summary>
    public HttpClient CreateClient(string key)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A client that trusts this server's authority only, and whose answers are compared with the document.</summary>
    public HttpClient CreateClient() => CreateClient(Application.Url);

    /// <summary>The same for another process that serves this data.</summary>
    /// <param name="follows">Whether it follows redirects, and keeps cookies.</param>
    public HttpClient CreateClient(Uri url, bool follows = true)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(Path.Combine(Data, "ca.pem"));
        var handler = new SocketsHttpHandler { AllowAutoRedirect = follows, UseCookies = follows };
        handler.SslOptions.CertificateChainPolicy = policy;
        return new HttpClient(new AnswerCheck(handler, CheckedAnswers)) { BaseAddress = url };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        TestStore.Remove(Data);
        Directory.Delete(Data, recursive: true);
    }
}
