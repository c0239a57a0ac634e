using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Server.Certificates;
using Aops.Server.Hosting;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>A certificate of the operator's own for console and API, beside the one of the agents.</summary>
public sealed class WebCertificateTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestServer _server = null!;

    private string CertificateFile => Path.Combine(_server.Data, "web.pem");

    private string KeyFile => Path.Combine(_server.Data, "web.key");

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_clock);
        await _server.StopAsync();
        Place("console.example");
        await _server.StartAgainAsync(Options());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task EachAddress_ShowsItsOwn_AndConsoleAndApiAnswer()
    {
        Assert.Equal("CN=console.example", await ShownAsync(_server.Application.WebUrl!));
        Assert.Equal("CN=aops server", await ShownAsync(_server.Application.Url));

        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback =
            (_, certificate, _, _) => certificate!.Subject == "CN=console.example";
        using var client = new HttpClient(handler) { BaseAddress = _server.Application.WebUrl };
        client.DefaultRequestHeaders.Authorization = _server.Operator.DefaultRequestHeaders.Authorization;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/hosts")).StatusCode);
        // Agents go on with the authority that they have pinned.
        var agent = await TestAgent.EnrolAsync(_server);
        Assert.Equal(HttpStatusCode.OK, (await agent.SendAsync(agent.Heartbeat())).Status);
    }

    [Fact]
    public async Task AnotherOne_IsShownWithoutARestart_AndADamagedOneIsTold()
    {
        Place("renewed.example");
        await Until.TrueAsync(async () => await ShownAsync(_server.Application.WebUrl!) == "CN=renewed.example" || Pump());

        await File.WriteAllTextAsync(CertificateFile, "no certificate");
        await Until.TrueAsync(async () =>
            (await _server.Operator.GetOkAsync("/api/events?limit=100"))["events"]!.ToJsonString()
                .Contains("stays for console and API", StringComparison.Ordinal) || Pump());
        Assert.Equal("CN=renewed.example", await ShownAsync(_server.Application.WebUrl!));
        await _server.StopAsync();
        await Assert.ThrowsAsync<StartupFault>(() => _server.StartAgainAsync(Options()));
    }

    [Fact]
    public async Task AnAddressWithoutACertificate_IsRefused()
    {
        await _server.StopAsync();
        var fault = await Assert.ThrowsAsync<StartupFault>(
            () => _server.StartAgainAsync(Options() with { WebCertificate = null }));
        Assert.Contains("go together", fault.Message, StringComparison.Ordinal);
    }

    private ServerOptions Options() => TestServer.Options(_server.Data) with
    {
        WebListen = [new IPEndPoint(IPAddress.Loopback, 0)],
        WebCertificate = new WebCertificate(CertificateFile, KeyFile),
    };

    private void Place(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(20));
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }

    private bool Pump()
    {
        _clock.Advance(ServerLimits.CertificateCheck);
        return false;
    }

    private static async Task<string> ShownAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("any");
        return tls.RemoteCertificate!.Subject;
    }
}
