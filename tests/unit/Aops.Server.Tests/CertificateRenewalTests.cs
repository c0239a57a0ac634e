using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>The server's certificate while the server runs, by a clock that the test moves.</summary>
public sealed class CertificateRenewalTests
{
    private static readonly TimeSpan Check = ServerLimits.CertificateCheck;

    [Fact]
    public async Task Case_B04_EndIsNear_AnotherCertificateIsShown_AndHeldHeartbeatsGoOn()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        var held = await agent.HoldAsync();
        var before = await ShownAsync(server);
        var soon = EndingCertificate.Place(server.Application.Folder, clock.GetUtcNow().AddDays(29));

        await Until.TrueAsync(async () => await ShownAsync(server) != before || Pump(clock));

        Assert.NotEqual(soon, await ShownAsync(server));
        Assert.False(held.IsCompleted);
        Assert.Contains("renewed and is good until", await EventsAsync(server), StringComparison.Ordinal);
        Assert.Equal("online", await agent.StateAsync());
    }

    [Fact]
    public async Task EndIsFar_NothingIsRenewed()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var before = Stored(server);

        for (var i = 0; i < 5; i++) Pump(clock);

        Assert.Equal(before, Stored(server));
        Assert.DoesNotContain("renewed", await EventsAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClockJumpsToTheEnd_IsRenewed()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var before = Stored(server);

        clock.Advance(TimeSpan.FromDays(368));

        await Until.TrueAsync(() => Stored(server) != before || Pump(clock));
    }

    [Fact]
    public async Task DiskRefuses_TheOldOneStays_IsTold_AndIsRenewedOnceItCanBe()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var before = await ShownAsync(server);
        var folder = server.Application.Folder;
        // A folder in the place of the key: no file can be renamed over it.
        File.Delete(folder.CertificateKey);
        Directory.CreateDirectory(Path.Combine(folder.CertificateKey, "taken"));

        clock.Advance(Check);
        await Until.TrueAsync(async () => (await EventsAsync(server)).Contains("cannot be renewed", StringComparison.Ordinal) || Pump(clock));
        var during = await ShownAsync(server);
        Directory.Delete(folder.CertificateKey, recursive: true);
        await Until.TrueAsync(async () => (await EventsAsync(server)).Contains("renewed and is good", StringComparison.Ordinal) || Pump(clock));

        Assert.Equal(before, during);
        Assert.NotEqual(before, await ShownAsync(server));
        Assert.Single((await EventsAsync(server)).Split("cannot be renewed")[1..]);
    }

    [Fact]
    public async Task AuthorityEndsSoon_IsToldOnceADay_AndTheCertificateIsNotRenewedForEver()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);

        clock.Advance(TimeSpan.FromDays((365 * 10) - 20));
        await Until.TrueAsync(async () => (await EventsAsync(server)).Contains("ends on", StringComparison.Ordinal) || Pump(clock));
        var stored = Stored(server);
        for (var i = 0; i < 5; i++) Pump(clock);

        Assert.Equal(stored, Stored(server));
        Assert.Single((await EventsAsync(server)).Split("ends on")[1..]);
    }

    private static bool Pump(ManualClock clock)
    {
        clock.Advance(Check);
        return false;
    }

    private static string Stored(TestServer server) =>
        X509CertificateLoader.LoadCertificateFromFile(server.Application.Folder.Certificate).SerialNumber;

    // Over a connection that looks at no time: the clock of the server is not that of this process.
    private static async Task<string> EventsAsync(TestServer server)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var client = new HttpClient(handler) { BaseAddress = server.Application.Url };
        client.DefaultRequestHeaders.Authorization = server.Operator.DefaultRequestHeaders.Authorization;
        return (await client.GetOkAsync("/api/events?limit=1000")).ToJsonString();
    }

    // Whatever it is, also one that is not good at the time of this process.
    private static async Task<string> ShownAsync(TestServer server)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Application.Url.Port);
        await using var stream = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("localhost");
        return ((X509Certificate2)stream.RemoteCertificate!).SerialNumber;
    }
}
