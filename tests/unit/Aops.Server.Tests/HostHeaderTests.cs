using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Aops.Harness;
using Aops.Server.Bootstrap;
using Aops.Server.Problems;
using Aops.Server.Repository;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>What a request says of where it was sent to does not get into a script, and does not fill a log.</summary>
public sealed class HostHeaderTests
{
    [Theory]
    [InlineData("Host: a:99999")]
    [InlineData("Host: localhost:99999")]
    [InlineData("Host: localhost:0")]
    [InlineData("Host: localhost:")]
    [InlineData("Host: localhost:+1")]
    [InlineData("Host: x'y")]
    [InlineData("Host: $(id)")]
    [InlineData("Host: `id`")]
    [InlineData("Host: ")]
    [InlineData("Host: [::1")]
    [InlineData("Host: [::1%25lo]")]
    [InlineData("Host: [::g]:1")]
    [InlineData("Host: ::1")]
    [InlineData("Host: [127.0.0.1]")]
    [InlineData("Host: a b")]
    [InlineData("Host: xn--zckzah\u00e4")]
    [InlineData("Host: user@localhost")]
    [InlineData("Host: localhost/x")]
    [InlineData("Host: evil.example")]
    [InlineData("Host: localhost\r\nHost: localhost")]
    [InlineData("X-No-Host: 1")]
    public async Task Sec_M9_HostThatIsNone_IsABadRequest(string header)
    {
        await using var server = await TestServer.StartAsync();
        await TestRepository.PublishAsync(server.Operator, "1.0.0", [1]);

        var answer = await AskAsync(server, $"GET /install.sh HTTP/1.1\r\n{header}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("#!/bin/sh", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", "https://localhost")]
    [InlineData("LOCALHOST:7443", "https://LOCALHOST:7443")]
    [InlineData("127.0.0.1:65535", "https://127.0.0.1:65535")]
    [InlineData("[::1]:7443", "https://[::1]:7443")]
    [InlineData("[0:0::1]", "https://[::1]")]
    public async Task Sec_M9_HostOfThisServer_IsPutIntoTheScript(string host, string expected)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await AskAsync(server, $"GET /install.sh HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.Contains($"server='{expected}'", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_L15_PublicUrl_GoesBeforeTheHostHeader()
    {
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        var port = FreePort.Find();
        await server.StartAgainAsync(TestServer.Options(server.Data) with
        {
            PublicUrl = new Uri("https://fleet.example:8443"), Listen = [new IPEndPoint(IPAddress.Loopback, port)],
        });

        var answer = await AskAsync(
            server, "GET /install.sh HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", port);

        Assert.Contains("server='https://fleet.example:8443'", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0'; id; '")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n")]
    public void Sec_H2_HashThatIsNone_IsNoDigest(string text) => Assert.False(Sha256Digest.TryParse(text, out _));

    [Theory]
    [InlineData("http://a.example")]
    [InlineData("https://a'b.example")]
    [InlineData("file:///etc/passwd")]
    public void Sec_M9_UrlThatIsNone_IsNoAddress(string url) =>
        Assert.False(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && ServerAddress.TryParse(parsed, out _));

    [Fact]
    public void Sec_M9_LogLines_AreOneAKindAndInterval_AndTellHowManyWereLeftOut()
    {
        var clock = new ManualClock();
        var limiter = new LogLimiter(clock);
        Assert.True(limiter.Admits("a", out _));
        for (var i = 0; i < 1000; i++) Assert.False(limiter.Admits("a", out _));
        Assert.True(limiter.Admits("b", out _));

        clock.Advance(ServerLimits.LogInterval);

        Assert.True(limiter.Admits("a", out var leftOut));
        Assert.Equal(1000, leftOut);
        // Whoever finds ever new kinds gets one line for all of them.
        var lines = Enumerable.Range(0, 10_000).Count(
            kind => limiter.Admits(kind.ToString(CultureInfo.InvariantCulture), out _));
        Assert.InRange(lines, 1, ServerLimits.LogKindsMax);
    }

    private static async Task<string> AskAsync(TestServer server, string request, int? port = null)
    {
        var url = server.Application.Url;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port ?? url.Port);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(url.IdnHost);
        await tls.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(tls);
        return await reader.ReadToEndAsync();
    }
}
