using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>Silent connections, and excessive texts.</summary>
public sealed class ConnectionAttackTests
{
    private const string DescriptorsMax = "--nofile=400:400";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000")]
    public async Task Sec_M4_SilentConnections_KeepNobodyOut(string first)
    {
        await using var server = await AttackedServer.StartAsync(["prlimit", DescriptorsMax], Stop);
        var silent = new List<Socket>();
        try
        {
            for (var count = 0; count < 500; count++) silent.Add(await ConnectAsync(server.Process.Url.Port, first));

            var slowest = TimeSpan.Zero;
            var (began, used) = (Stopwatch.StartNew(), server.ProcessorSeconds);
            for (var count = 0; count < 5; count++)
            {
                using var client = server.NewClient();
                client.Timeout = TimeSpan.FromSeconds(5);
                var watch = Stopwatch.StartNew();
                using var answer = await client.GetAsync("/healthz", Stop);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                if (watch.Elapsed > slowest) slowest = watch.Elapsed;
                await Task.Delay(500, Stop);
            }
            var share = (server.ProcessorSeconds - used) / began.Elapsed.TotalSeconds;

            Assert.InRange(slowest.TotalSeconds, 0, 2);
            Assert.InRange(share, 0, 0.4);
            Assert.InRange(Directory.GetFileSystemEntries($"/proc/{server.Process.Pid}/fd").Length, 1, 399);
            Assert.Contains("one address may have", await File.ReadAllTextAsync(server.Process.LogFile, Stop), StringComparison.Ordinal);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Sec_M4_SilentConnections_AreClosedSoon()
    {
        await using var server = await AttackedServer.StartAsync([], Stop);
        using var client = server.NewClient();
        using var connection = await ConnectAsync(server.Process.Url.Port, "");
        await using var tls = new System.Net.Security.SslStream(
            new NetworkStream(connection), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        var watch = Stopwatch.StartNew();

        // Silent from here on: the end of the stream comes, not data.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var read = 0;
        try
        {
            read = await tls.ReadAsync(new byte[1], limit.Token);
        }
        catch (IOException)
        {
            // Closed without the TLS close notification.
        }

        Assert.Equal(0, read);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/api/fleet", HttpStatusCode.Unauthorized)]
    public async Task Sec_L6_EveryAnswer_IsOfHttpsAlone(string path, HttpStatusCode status)
    {
        await using var server = await AttackedServer.StartAsync([], Stop);
        using var client = server.NewClient();

        using var answer = await client.GetAsync(path, Stop);

        Assert.Equal(status, answer.StatusCode);
        Assert.StartsWith("max-age=", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Sec_L8_TextOfAgents_DoesNotControlTheLog()
    {
        await using var server = await AttackedServer.StartAsync([], Stop);
        var agent = await server.EnrolAsync(Stop);
        using var client = server.NewClient();
        using var request = AttackedServer.Post("/api/agents/heartbeat", agent, Encoding.UTF8.GetBytes(
            AttackedServer.Heartbeat(agent, hostname: "prod\u202Edb\u2028INF forged")));

        using var answer = await client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var log = await Eventually.GetAsync("the log tells of the host", TimeSpan.FromSeconds(10), async token =>
        {
            var text = await File.ReadAllTextAsync(server.Process.LogFile, token);
            return text.Contains("is online", StringComparison.Ordinal) ? text : null;
        }, Stop);
        Assert.DoesNotContain(log, character => character != '\n' && (char.IsControl(character) || character is '\u202E' or '\u2028'));
        Assert.Contains("prod\\u202Edb\\u2028INF forged", log, StringComparison.Ordinal);
    }

    private static async Task<Socket> ConnectAsync(int port, string first)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, Stop);
        if (first.Length > 0) await socket.SendAsync(Encoding.Latin1.GetBytes(first), Stop);
        return socket;
    }
}
