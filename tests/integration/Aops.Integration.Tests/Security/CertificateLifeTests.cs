using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>What a host does when the way to its server changes: a certificate, or a setting.</summary>
public sealed class CertificateLifeTests(FleetFixture fixture) : AgentTest(fixture)
{
    // Two intervals of a second and a minute, the questions, and a slow machine.
    private static readonly TimeSpan Probation = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Sec_M6_CertificateOfAServer_IsRenewedWhileItRuns_AndNoConnectionIsDropped()
    {
        var server = Fleet.Server;
        await using var held = await OpenConnection.BeginAsync(server.Url);
        var before = held.Serial;
        var ending = PlaceEndingCertificate(server.Data, DateTimeOffset.UtcNow.AddDays(29));

        var renewed = await Eventually.GetAsync("the server shows a renewed certificate", Soon, async token =>
        {
            await using var look = await OpenConnection.BeginAsync(server.Url);
            return look.Serial != before ? look : null;
        }, Stop);

        Assert.NotEqual(ending, renewed.Serial);
        Assert.True(renewed.NotAfter > DateTime.UtcNow.AddDays(300), $"it ends on {renewed.NotAfter:u}");
        Assert.Equal("HTTP/1.1 200 OK", await held.AskAsync("/healthz"));
        var status = await Agent.WaitForAsync(Role.Spm, "is accepted", s => s.HeartbeatFault is null, Soon, Stop);
        Assert.Empty(status.Agent.Faults);
    }

    [Fact]
    public async Task Sec_M6_EditOfConfToADeadServer_GoesBackByItself_AndStatusShowsBoth()
    {
        var good = Fleet.Server.Url.GetLeftPart(UriPartial.Authority);
        await Agent.WaitForAsync(Role.Spm, "is accepted", s => s.LastHeartbeatAt is not null, Soon, Stop);
        var conf = $"https://127.0.0.1:{FreePort.Find()}";

        Agent.EditConf(("heartbeatSrv", conf));

        await Agent.WaitForAsync(Role.Spm, "tries the new server", s => s.HeartbeatServer == conf, Soon, Stop);
        var back = await Agent.WaitForAsync(Role.Spm, "is back at the proven server",
            s => s.HeartbeatServer == good && s.HeartbeatFault is null && s.LastHeartbeatAt > DateTimeOffset.UtcNow.AddSeconds(-5),
            Probation, Stop);
        var fault = Assert.Single(back.Agent.Faults);
        Assert.Contains(conf, fault, StringComparison.Ordinal);
        Assert.Contains(good, fault, StringComparison.Ordinal);
        Assert.Equal(ConnectionReport.Returned, back.Agent.Connection!.State);
        Assert.Contains(conf, await File.ReadAllTextAsync(Agent.Layout.Conf, Stop), StringComparison.Ordinal);
        var text = await Agent.ServiceAsync(Stop, "status");
        Assert.Contains($"server     {good}", text.Output, StringComparison.Ordinal);
        Assert.Contains($"asked for  {conf}", text.Output, StringComparison.Ordinal);
        // It survives a crash, and ends with the edit that repairs it.
        var spm = Agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        await Agent.WaitForAsync(Role.Spm, "is accepted where it was proven",
            s => s.HeartbeatServer == good && s.LastHeartbeatAt is not null, Soon, Stop);
        Agent.EditConf(("heartbeatSrv", good));
        await Agent.WaitForAsync(Role.Spm, "has no fault", s => s.Agent.Faults.Count == 0, Soon, Stop);
    }

    [Fact]
    public async Task Sec_M6_EditOfConfToADeadProxy_GoesBackByItself()
    {
        await Agent.WaitForAsync(Role.Spm, "is accepted", s => s.LastHeartbeatAt is not null, Soon, Stop);

        Agent.EditConf(("proxy", $"http://127.0.0.1:{FreePort.Find()}"));

        await Agent.WaitForAsync(Role.Spm, "fails", s => s.HeartbeatFault is not null, Soon, Stop);
        await Agent.WaitForAsync(Role.Spm, "is accepted again, and says why",
            s => s.HeartbeatFault is null && s.Agent.Faults.Any(f => f.Contains("proxy http://127.0.0.1")), Probation, Stop);
    }

    [Fact]
    public async Task Sec_M6_EditOfConfToAServerThatKnowsAnother_GoesBackByItself()
    {
        await using var other = await HostileServer.StartAsync(Fleet.Server.Data, 0, _ => "{}", context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        await Agent.WaitForAsync(Role.Spm, "is accepted", s => s.LastHeartbeatAt is not null, Soon, Stop);

        Agent.EditConf(("heartbeatSrv", other.Url.GetLeftPart(UriPartial.Authority)));

        await Agent.WaitForAsync(Role.Spm, "is back at the proven server",
            s => s.HeartbeatServer == Fleet.Server.Url.GetLeftPart(UriPartial.Authority) && s.HeartbeatFault is null
                && s.Agent.Faults.Any(f => f.Contains(other.Url.Authority)),
            Probation, Stop);
    }

    private static string PlaceEndingCertificate(string data, DateTimeOffset end)
    {
        using var authority = X509Certificate2.CreateFromPemFile(Path.Combine(data, "ca.pem"), Path.Combine(data, "ca.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=aops server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName(Dns.GetHostName());
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(authority, authority.NotBefore, end, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(data, "server.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(data, "server.pem"), certificate.ExportCertificatePem());
        return certificate.SerialNumber;
    }

    /// <summary>One connection, and what it was shown.</summary>
    private sealed class OpenConnection(TcpClient client, SslStream stream) : IAsyncDisposable
    {
        private readonly X509Certificate2 _shown = (X509Certificate2)stream.RemoteCertificate!;

        public string Serial => _shown.SerialNumber;

        public DateTime NotAfter => _shown.NotAfter;

        public static async Task<OpenConnection> BeginAsync(Uri server)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, server.Port, Stop);
            var stream = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
            await stream.AuthenticateAsClientAsync("localhost");
            return new OpenConnection(client, stream);
        }

        /// <summary>Sends a request, and reads the first line of the answer.</summary>
        public async Task<string> AskAsync(string path)
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), Stop);
            using var reader = new StreamReader(stream, leaveOpen: true);
            return await reader.ReadLineAsync(Stop) ?? "";
        }

        public async ValueTask DisposeAsync()
        {
            await stream.DisposeAsync();
            client.Dispose();
        }
    }
}
