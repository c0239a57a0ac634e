using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>Any client may request install.sh with any Host header, at any rate.</summary>
public sealed class BootstrapRequestTests : IAsyncLifetime
{
    private readonly Fleet _fleet = new("sec");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _fleet.StartServerAsync(Stop);

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Theory]
    [InlineData("a:99999")]
    [InlineData("localhost:99999")]
    [InlineData("x'y")]
    [InlineData("$(id)")]
    [InlineData("")]
    [InlineData("[::1")]
    [InlineData("[1::2::3]:7443")]
    [InlineData("[::ffff:1.2.3.999]")]
    public async Task Sec_M9_HostThatIsNone_IsABadRequest(string host)
    {
        var answer = await AskAsync(host, times: 1);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_M9_BadRequests_DoNotFillTheLog()
    {
        var before = new FileInfo(_fleet.Server.LogFile).Length;

        var answer = await AskAsync("localhost:99999", times: 2000);
        answer += await AskAsync("", times: 2000);

        // Beyond the rate of one address it is not even looked at.
        var refused = answer.Split("HTTP/1.1 400 ").Length + answer.Split("HTTP/1.1 429 ").Length - 2;
        Assert.Equal(4000, refused);
        Assert.InRange(new FileInfo(_fleet.Server.LogFile).Length - before, 0, 8 * 1024);
    }

    [Fact]
    public async Task Sec_L15_HostOfSomebodyElse_IsNotPutIntoTheScript()
    {
        var answer = await AskAsync("evil.example", times: 1);

        Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);
        Assert.Contains($"server='{_fleet.Server.Url.GetLeftPart(UriPartial.Authority)}'",
            await AskAsync(_fleet.Server.Url.Authority, times: 1), StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string host, int times)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _fleet.Server.Url.Port, Stop);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        var request = Encoding.ASCII.GetBytes($"GET /install.sh HTTP/1.1\r\nHost: {host}\r\n\r\n");
        var last = Encoding.ASCII.GetBytes($"GET /install.sh HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        using var reader = new StreamReader(tls);
        var answer = reader.ReadToEndAsync(Stop);
        for (var i = 1; i < times; i++) await tls.WriteAsync(request, Stop);
        await tls.WriteAsync(last, Stop);
        return await answer;
    }
}
